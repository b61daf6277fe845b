import { system } from "../actor.ts";
import type { Ports } from "../ports/ports.ts";
import type { DueRelease } from "../ports/releases.ts";
import type { Stores } from "../ports/stores.ts";
import { allDevices, type Release } from "../release.ts";
import { raise } from "./change-release.ts";
import { changeTracks } from "./change-tracks.ts";
import { completeRelease, takeOff } from "./move-release.ts";
import { beginScheduled, type requireReleasable } from "./start-releases.ts";

/** Ids of reports are known for so long: nothing delivers one again later. */
const reportDays = 8;
const reportsAtOnce = 10_000;

/**
 * What releases need by the clock: begins what is scheduled for now, raises what ramps, at most `limit` of them, each
 * in a transaction of its own that looks at the database's time again. Cut off anywhere, the rest is due the next time;
 * of two at once, the second finds nothing left to do.
 */
export async function tendReleases(
  ports: Ports,
  { limit = 200, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const { db, clock } = ports;
  const failures: unknown[] = [];
  for (const due of await db.releases.listDue(limit)) {
    signal?.throwIfAborted();
    const at = clock.now();
    await changeTracks(db, { appIds: due.appIds, at }, (stores) => tend(stores, due, at)).catch(
      (error: unknown) => failures.push(error),
    );
  }
  // One that cannot be tended keeps nobody else waiting.
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
  await db.releases.forgetReports(reportDays, reportsAtOnce);
}

async function tend(stores: Stores, { id, groupId }: DueRelease, at: Date): Promise<void> {
  const release = await stores.releases.find(system, id);
  const now = await stores.releases.now();
  if (release?.status === "scheduled" && release.startsAt !== null && release.startsAt <= now) {
    await beginTogether(stores, groupId ? await stores.releases.listOfGroup(groupId) : [release], at);
  } else if (release?.status === "rolling" && release.raisesAt !== null && release.raisesAt <= now) {
    const step = { actor: system, release, at };
    const next = release.basisPoints + (release.ramp?.stepBasisPoints ?? 0);
    // All devices had it for as long as every other share.
    if (release.basisPoints === allDevices) await completeRelease(stores, step);
    else await raise(stores, step, Math.min(next, allDevices));
  }
}

/** All of a group or none: where one cannot begin any more, the others do not either. */
async function beginTogether(stores: Stores, together: readonly Release[], at: Date): Promise<void> {
  const heads = await stores.releases.listHeads(together.map(({ appId }) => appId));
  const on = (release: Release) => heads.filter(({ trackId }) => trackId === release.trackId);
  // Somebody began another one meanwhile: they wait for it.
  if (together.some((release) => on(release).some(({ status }) => status !== "complete"))) return;
  let reason: string | null = null;
  for (const release of together) {
    const isThere = on(release).some(({ versionId }) => versionId === release.versionId);
    const version = await stores.versions.find(system, release.versionId);
    if (release.status !== "scheduled") reason = "release.cancelled";
    else if (isThere) reason = "version_on_track";
    else if (!version || !isReleasable(version)) reason = "version_not_published";
  }
  for (const release of together.filter(({ status }) => status === "scheduled")) {
    if (reason === null) await beginScheduled(stores, release, at);
    else await takeOff(stores, { actor: system, release, at }, { because: reason });
  }
}

function isReleasable(version: Parameters<typeof requireReleasable>[0]): boolean {
  return version.status === "published" && version.purgedAt === null;
}
