import { system } from "../actor.ts";
import type { Ports } from "../ports/ports.ts";
import type { InstallReport } from "../ports/releases.ts";
import { defaultHaltRule, type HaltRule, isHalted, type Release, wilsonLowerBound } from "../release.ts";
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
  { reports, rule = defaultHaltRule }: { reports: readonly InstallReport[]; rule?: HaltRule },
): Promise<{ halted: Release[] }> {
  if (reports.length > mostReports) throw new RangeError(`at most ${mostReports} reports in a batch`);
  const halted: Release[] = [];
  for (const release of await ports.db.releases.count(reports)) {
    if (!failsTooOften(release, rule)) continue;
    const paused = await halt(ports, release, rule);
    if (paused) halted.push(paused);
  }
  return { halted };
}

function judged({ counts: { installed, failed, forgiven } }: Release) {
  return {
    failed: failed - forgiven.failed,
    reports: failed + installed - forgiven.failed - forgiven.installed,
  };
}

function failsTooOften(release: Release, rule: HaltRule): boolean {
  return release.status === "rolling" && isHalted(judged(release), rule);
}

/** Null when people were first. */
async function halt({ db, clock }: Ports, { id, appId }: Release, rule: HaltRule): Promise<Release | null> {
  const at = clock.now();
  return changeTracks(db, { appIds: [appId], at }, async (stores) => {
    const release = await stores.releases.find(system, id);
    if (!release || !failsTooOften(release, rule)) return null;
    const { failed, reports } = judged(release);
    const atLeast = Math.round(wilsonLowerBound(failed, reports) * 10_000) / 10_000;
    const data = { failed, reports, failing_share_at_least: atLeast, threshold: rule.threshold };
    const set = { pausedFor: "failures" } as const;
    return stepRelease(stores, { actor: system, release, at }, "paused", "release.halted", { set, data });
  });
}
