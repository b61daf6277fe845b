import { system } from "../actor.ts";
import { type Delta, type DeltaOutcome, deltaReasons, mostDeltas } from "../delta.ts";
import { isDomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import type { DeltaBytes, DeltaMaker, NoDeltaBytes, PackageBytes } from "../ports/delta-maker.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { Version } from "../version.ts";
import { clearAfterLosing, noteBesidePackage, putBesidePackage } from "./beside-package.ts";
import { changeTracks } from "./change-tracks.ts";
import { deleteObjects } from "./delete-object.ts";
import { tracksOfVersion } from "./tracks-of-version.ts";

type Making = Ports & { deltaMaker: DeltaMaker };
/** A version that has claimed its code. */
type Coded = Version & { versionCode: number };

/**
 * Makes deltas to a published version from those published before it, one after the other, and has each told to the
 * devices of its tracks. What the version starts from is decided once, and each pair is settled for good: a run that was
 * cut off goes on with the pairs that are left. A version without deltas is downloaded whole.
 */
export async function makeDeltas(
  ports: Making,
  { versionId, signal }: { versionId: VersionId; signal?: AbortSignal },
): Promise<void> {
  const { db } = ports;
  const version = await db.versions.find(system, versionId);
  if (!version) return;
  let known = await db.deltas.list(versionId);
  if (known.length === 0 && canHaveDeltas(version)) {
    const bases = await db.deltas.listBases(version, mostDeltas);
    if (bases.length === 0) return;
    await db.deltas.plan(
      versionId,
      bases.map(({ id }) => id),
    );
    known = await db.deltas.list(versionId);
  }
  for (const delta of known) {
    if (delta.status !== "making") continue;
    signal?.throwIfAborted();
    const outcome = await makeOne(ports, delta, signal);
    if (outcome) await db.deltas.settle(delta, outcome);
  }
}

function canHaveDeltas(version: Version): version is Coded {
  return version.status === "published" && version.versionCode !== null && version.purgedAt === null;
}

/** Gives what has to be noted; null when that has been done with the bytes. */
async function makeOne(
  ports: Making,
  delta: Delta,
  signal: AbortSignal | undefined,
): Promise<DeltaOutcome | null> {
  const { db, deltaMaker } = ports;
  const [target, base] = await Promise.all([
    db.versions.find(system, delta.versionId),
    db.versions.find(system, delta.baseId),
  ]);
  if (!target || !canHaveDeltas(target)) return { status: "unwanted", reason: "version_ended" };
  if (!base || base.purgedAt !== null) return { status: "unwanted", reason: "base_purged" };
  const packages = await Promise.all([packageOf(db, base), packageOf(db, target)]);
  const [from, to] = packages;
  if (!from || !to) return { status: "failed", reason: "package_gone" };
  let made: DeltaBytes | NoDeltaBytes;
  try {
    made = await deltaMaker.make({ base: from, target: to, ...(signal && { signal }) });
  } catch (error) {
    // Another attempt would read the same: what is wrong with a stored package is the inventory's to find.
    if (!isDomainError(error, "object_missing") && !isDomainError(error, "object_changed")) throw error;
    return { status: "failed", reason: "package_gone" };
  }
  if (!made.made) return { status: statusOf(made.reason), reason: made.reason };
  const refusal = await storeContents(ports, target, made);
  return refusal ?? offer(ports, { target, delta, made });
}

function statusOf(reason: NoDeltaBytes["reason"]): "unwanted" | "failed" {
  return (deltaReasons.unwanted as readonly string[]).includes(reason) ? "unwanted" : "failed";
}

async function packageOf({ objects }: Stores, version: Version): Promise<PackageBytes | null> {
  const { versionCode, size, sha256 } = version;
  if (versionCode === null) return null;
  const key = objectKeys.package({ ...version, versionCode });
  const row = await objects.find(key);
  return row?.status === "stored" && row.etag ? { key, etag: row.etag, size, sha256 } : null;
}

/** Stores the list that all deltas to the version share. Gives why there can be no delta, null when there can. */
async function storeContents(
  ports: Ports,
  target: Coded,
  { contents, contentsSha256 }: DeltaBytes,
): Promise<DeltaOutcome | null> {
  const { db, clock } = ports;
  const stands = async () => (await db.deltas.describe(target.id)).contentsSha256;
  const differs: DeltaOutcome = { status: "failed", reason: "contents_differ" };
  const before = await stands();
  if (before) return before === contentsSha256 ? null : differs;
  const key = objectKeys.contents(target);
  const head = await putBesidePackage(ports, target, {
    key,
    kind: "contents",
    bytes: contents,
    contentType: "application/json",
    cacheControl: cacheControl.contents,
    isWanted: canHaveDeltas,
  });
  const isNoted =
    head !== null &&
    (await db.transaction(async (stores) => {
      await stores.apps.lock(target.appId);
      const noted = await noteBesidePackage(stores, { key, head, sha256: contentsSha256, at: clock.now() });
      if (noted) await stores.deltas.noteContents(target.id, contentsSha256);
      return noted;
    }));
  if (isNoted) return (await stands()) === contentsSha256 ? null : differs;
  await clearAfterLosing(ports, [key]);
  return { status: "unwanted", reason: "version_ended" };
}

/** Stores the delta; noting it and having it told are one. */
async function offer(
  ports: Ports,
  { target, delta, made }: { target: Coded; delta: Delta; made: DeltaBytes },
): Promise<DeltaOutcome | null> {
  const { db, clock } = ports;
  const { sha256, fromContentsSha256 } = made;
  const key = objectKeys.delta(target, delta.fromVersionCode);
  const head = await putBesidePackage(ports, target, {
    key,
    kind: "delta",
    bytes: made.delta,
    contentType: "application/zstd",
    cacheControl: cacheControl.delta,
    isWanted: canHaveDeltas,
  });
  if (!head) return { status: "unwanted", reason: "version_ended" };
  const at = clock.now();
  let isNew = false;
  const also = async (stores: Stores) => (isNew ? tracksOfVersion(stores, target) : []);
  const isNoted = await changeTracks(db, { appIds: [target.appId], at, also }, async (stores) => {
    if (!(await noteBesidePackage(stores, { key, head, sha256, at }))) return false;
    const outcome: DeltaOutcome = { status: "offered", size: head.size, sha256, fromContentsSha256 };
    isNew = await stores.deltas.settle(delta, outcome);
    // Given up while this run was paused. Where another run has offered it, these are its bytes.
    if (!isNew && !(await isOffered(stores, delta))) await deleteObjects(stores, [key], at);
    return true;
  });
  if (!isNoted) await clearAfterLosing(ports, [key]);
  return null;
}

async function isOffered({ deltas }: Stores, { versionId, baseId }: Delta): Promise<boolean> {
  const known = await deltas.list(versionId);
  return known.some((delta) => delta.baseId === baseId && delta.status === "offered");
}

/** Ends what is being made of a version's deltas, inside a transaction: what may be there of it goes. */
export async function interruptDeltas(stores: Stores, versionId: VersionId, at: Date): Promise<void> {
  const version = await stores.versions.find(system, versionId);
  if (!version?.versionCode) return;
  const { versionCode } = version;
  const making = (await stores.deltas.list(versionId)).filter(({ status }) => status === "making");
  await stores.deltas.interrupt(versionId);
  const keys = making.map(({ fromVersionCode: from }) => objectKeys.delta({ ...version, versionCode }, from));
  await deleteObjects(stores, keys, at);
}

/** Has what was interrupted be made again, inside a transaction; false when nothing could come of it. */
export async function resumeDeltas(stores: Stores, versionId: VersionId): Promise<boolean> {
  const version = await stores.versions.find(system, versionId);
  if (!version || !canHaveDeltas(version)) return false;
  await stores.deltas.resume(versionId);
  return true;
}
