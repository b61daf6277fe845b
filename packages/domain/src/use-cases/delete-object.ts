import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";

/** Deletes an object whose ledger row says so, then notes it. Does nothing for any other object. */
export async function deleteObject({ db, objects, clock }: Ports, { key }: { key: string }): Promise<void> {
  const object = await db.objects.find(key);
  if (object?.status !== "deleting") return;
  await objects.delete(key);
  await db.objects.deleted(key, clock.now());
}

/** Has objects deleted once the transaction has been committed. */
export async function deleteObjects(stores: Stores, keys: readonly string[], at: Date): Promise<void> {
  for (const key of keys) {
    await stores.objects.deleting(key, at);
    await stores.outbox.add({ name: "object.delete", payload: { key } }, at);
  }
}
