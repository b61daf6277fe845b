import { system } from "../actor.ts";
import type { Ports } from "../ports/ports.ts";
import type { InstallReport } from "../ports/releases.ts";
import { failsTooOften, judged, type Release } from "../release.ts";
import { announce } from "./announce.ts";
import { changeTracks } from "./change-tracks.ts";
import { stepRelease } from "./move-release.ts";

/** Most reports in one batch. */
export const mostReports = 1_000;

/**
 * Counts what devices report, each report once, and pauses rollouts of which too many installations failed. Reports of
 * releases that the store does not know are passed over.
 * @throws RangeError for more than `mostReports`.
 */
export async function recordInstallReports(
  ports: Ports,
  { reports }: { reports: readonly InstallReport[] },
): Promise<{ halted: Release[] }> {
  if (reports.length > mostReports) throw new RangeError(`at most ${mostReports} reports in a batch`);
  const halted: Release[] = [];
  for (const release of await ports.db.releases.count(reports)) {
    if (release.status !== "rolling" || !failsTooOften(release)) continue;
    const paused = await halt(ports, release);
    if (paused) halted.push(paused);
  }
  return { halted };
}

/** Null when people were first. */
async function halt({ db, clock }: Ports, { id, appId }: Release): Promise<Release | null> {
  const at = clock.now();
  return changeTracks(db, { appIds: [appId], at }, async (stores) => {
    const release = await stores.releases.find(system, id);
    if (release?.status !== "rolling" || !failsTooOften(release)) return null;
    const { failed, reports, atLeast } = judged(release);
    const data = {
      failed,
      reports,
      failing_share_at_least: Math.round(atLeast * 10_000) / 10_000,
      threshold: release.haltThreshold / 10_000,
    };
    const set = { pausedFor: "failures" } as const;
    const app = await stores.apps.find(system, appId);
    await announce(stores, {
      kind: "release.halted",
      actor: system,
      at,
      developerId: app?.developerId ?? null,
      appId,
      versionId: release.versionId,
      data: { release: id, failed, reports },
    });
    return stepRelease(stores, { actor: system, release, at }, "paused", "release.halted", { set, data });
  });
}
