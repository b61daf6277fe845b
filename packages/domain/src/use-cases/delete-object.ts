import { system } from "../actor.ts";
import { uploadIdIn } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";

/**
 * Deletes an object whose ledger row says so, with the parts of it that were never joined, then notes it. Does
 * nothing for any other object.
 */
export async function deleteObject(ports: Ports, { key }: { key: string }): Promise<void> {
  const { db, objects, clock } = ports;
  const object = await db.objects.find(key);
  if (object?.status !== "deleting") return;
  // The parts first: once they are gone nobody can join them, and what was joined before is deleted after.
  if (object.kind === "upload") await dropUnjoinedParts(ports, key);
  await objects.delete(key);
  await db.objects.deleted(key, clock.now());
}

/** Has objects deleted once the transaction has been committed: those that are there, or may be. */
export async function deleteObjects(stores: Stores, keys: readonly string[], at: Date): Promise<void> {
  const going = await stores.objects.deleting(keys, at);
  await stores.outbox.addAll(
    going.map((key) => ({ name: "object.delete", payload: { key } })),
    at,
  );
}

async function dropUnjoinedParts({ db, objects }: Ports, key: string): Promise<void> {
  const uploadId = uploadIdIn(key);
  const upload = uploadId && (await db.uploads.find(system, uploadId));
  // What has been consumed was joined.
  if (!upload?.storageUploadId || upload.status === "consumed") return;
  await objects.dropParts({ key, storageUploadId: upload.storageUploadId });
}
