import { system } from "../actor.ts";
import { type DeveloperId, newId, type SweepRunId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { PurgedVersion, SweepEnd } from "../ports/retention.ts";
import type { Stores } from "../ports/stores.ts";
import { coversApproval, tripsBreaker } from "../retention.ts";
import { moveUpload } from "../upload.ts";
import { dayOf } from "../usage.ts";
import { isBrokenOff, packageKeys } from "../version.ts";
import { announce } from "./announce.ts";
import { deleteObjects } from "./delete-object.ts";

/**
 * Deletes the bytes of versions whose time has passed: announces deletions ahead, takes back announcements that no
 * longer stand, and deletes what is due, at most `batch` versions in one transaction.
 *
 * A run that would delete too much stops before the first deletion and waits for an administrator, whose approval
 * starts another one. Any number of runs may be at work at once, and one may be cut off anywhere: what was claimed
 * is deleted by its jobs, the rest is found by the next.
 *
 * @param options.approvedRun the stopped run that an administrator has approved
 */
export async function sweepStore(
  ports: Ports,
  options: { approvedRun?: SweepRunId | undefined; batch?: number; signal?: AbortSignal } = {},
): Promise<SweepEnd> {
  const { approvedRun, batch = 100, signal } = options;
  const { db, clock } = ports;
  const run = newId<"sweep-run">(clock.now());
  await db.retention.beginRun(run);
  const repeat = async (step: (limit: number) => Promise<number>) => {
    let all = 0;
    for (let done = batch; done === batch; all += done) {
      signal?.throwIfAborted();
      done = await step(batch);
    }
    return all;
  };
  const retracted = await repeat((limit) => db.retention.retract(limit));
  const announced = await repeat((limit) => db.retention.announce(limit));
  await tellOfAnnounced(ports, run);
  const due = await db.retention.dueTotals();
  const { policy } = await db.retention.policy();
  const approved = approvedRun ? await db.retention.findApproved(approvedRun) : null;
  const isStopped = tripsBreaker(policy, due) && !(approved && coversApproval(approved, due));
  let purgedBytes = 0;
  const purged = isStopped
    ? 0
    : await repeat(async (limit) => {
        const versions = await db.transaction((stores) => purgeDue(stores, run, limit, clock.now()));
        purgedBytes += versions.reduce((sum, { size }) => sum + size, 0);
        return versions.length;
      });
  const end: SweepEnd = {
    outcome: isStopped ? "stopped" : "done",
    announced,
    retracted,
    purged,
    purgedBytes,
    due,
  };
  await db.transaction(async (stores) => {
    await stores.retention.endRun(run, end);
    if (isStopped) {
      const data = { run, versions: due.versions, bytes: due.bytes };
      const at = clock.now();
      // Runs that follow stop for the same, until somebody has looked.
      const once = `sweep.stopped ${dayOf(at)}`;
      await announce(stores, { kind: "sweep.stopped", actor: system, at, data, once });
    }
  });
  return end;
}

/** Accounts told in one transaction. */
const accountsTold = 200;

/** One announcement for each account whose packages are about to be deleted, however many they are. */
async function tellOfAnnounced({ db, clock }: Ports, run: SweepRunId): Promise<void> {
  let after: DeveloperId | null = null;
  do {
    const at = clock.now();
    const accounts: { developerId: DeveloperId; versions: number }[] = await db.retention.listAnnounced(run, {
      after,
      limit: accountsTold,
    });
    await db.transaction((stores) =>
      announce(
        stores,
        ...accounts.map(({ developerId, versions }) => ({
          kind: "retention.announced" as const,
          actor: system,
          at,
          developerId,
          data: { versions, run },
          once: `retention.announced ${run} ${developerId}`,
        })),
      ),
    );
    after = accounts.length === accountsTold ? (accounts.at(-1)?.developerId ?? null) : null;
  } while (after !== null);
}

async function purgeDue(
  stores: Stores,
  run: SweepRunId,
  limit: number,
  at: Date,
): Promise<readonly PurgedVersion[]> {
  const versions = await stores.retention.claimDue(run, limit);
  for (const version of versions.filter(isBrokenOff)) {
    // Its upload was kept, so that the check could be taken up again.
    const upload = await stores.uploads.find(system, version.uploadId);
    if (upload?.status === "completed") {
      await stores.uploads.update(moveUpload(upload, "consumed", at), upload.status);
    }
  }
  await stores.audit.appendAll(
    versions.map(({ id, appId, class: of, size }) => ({
      actor: system,
      action: "version.purged",
      subjectId: id,
      appId,
      at,
      data: { class: of, bytes: size, run },
    })),
  );
  const keys = versions.flatMap((version) => [objectKeys.upload(version.uploadId), ...packageKeys(version)]);
  await stores.fileLists.forget(versions.map(({ id }) => id));
  const byId = new Map(versions.map((version) => [version.id, version]));
  for (const { versionId, fromVersionCode } of await stores.deltas.forget([...byId.keys()])) {
    const version = byId.get(versionId);
    if (version?.versionCode)
      keys.push(objectKeys.delta({ ...version, versionCode: version.versionCode }, fromVersionCode));
  }
  await deleteObjects(stores, keys, at);
  return versions;
}
