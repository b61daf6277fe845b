import { system } from "../actor.ts";
import type { NewObject, ObjectHead } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { ObjectKind } from "../stored-object.ts";
import type { Version } from "../version.ts";

/**
 * Announces objects in a version's folder and writes them. Null, and nothing is left there, when the version's bytes
 * are gone, or it does not stand as `isWanted` asks.
 *
 * The sweep holds the app while it takes a version's bytes: what is announced under the same lock is seen by it, or
 * finds the bytes gone. What is written by one who was paused in between is taken back.
 */
export async function putBesidePackage(
  ports: Ports,
  version: Pick<Version, "id" | "appId">,
  object: Omit<NewObject, "expectedEtag"> & { kind: ObjectKind; isWanted(version: Version): boolean },
): Promise<ObjectHead | null> {
  const { db, objects, clock } = ports;
  const { kind, isWanted, ...written } = object;
  const { key } = written;
  const { id, appId } = version;
  const isAnnounced = await db.transaction(async (stores) => {
    await stores.apps.lock(appId);
    const current = await stores.versions.find(system, id);
    if (!current || current.purgedAt !== null || !isWanted(current)) return false;
    await stores.objects.expect({ key, kind, appId, at: clock.now() });
    return true;
  });
  if (!isAnnounced) return null;
  const head = await objects.put(written);
  return (await clearAfterLosing(ports, [key])) ? null : head;
}

/**
 * Notes what was written, inside a transaction that holds the app; false when it is on its way out, and then whoever
 * wrote it has to `clearAfterLosing`.
 */
export async function noteBesidePackage(
  stores: Stores,
  object: { key: string; head: ObjectHead; sha256: string | null; at: Date },
): Promise<boolean> {
  const { key, head, sha256, at } = object;
  const row = await stores.objects.find(key);
  if (row?.status !== "pending" && row?.status !== "stored") return false;
  await stores.objects.stored({ key, ...head, sha256, at });
  return true;
}

/**
 * Takes back what a run wrote that turns out to have lost: objects that are on their way out or gone by the ledger.
 * A version code is never used twice, so that nothing will ever stand at these keys again. Gives whether there were any.
 */
export async function clearAfterLosing({ db, objects }: Ports, keys: readonly string[]): Promise<boolean> {
  let hasLost = false;
  for (const key of keys) {
    const row = await db.objects.find(key);
    if (row?.status !== "deleting" && row?.status !== "deleted") continue;
    hasLost = true;
    await objects.delete(key);
  }
  return hasLost;
}
