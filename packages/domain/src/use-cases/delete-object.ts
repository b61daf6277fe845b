import type { Ports } from "../ports/ports.ts";

/** Deletes an object whose ledger row says so, then notes it. Does nothing for any other object. */
export async function deleteObject({ db, objects, clock }: Ports, { key }: { key: string }): Promise<void> {
  const object = await db.objects.find(key);
  if (object?.status !== "deleting") return;
  await objects.delete(key);
  await db.objects.deleted(key, clock.now());
}
