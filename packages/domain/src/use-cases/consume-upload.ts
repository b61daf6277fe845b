import { objectKeys } from "../object-keys.ts";
import type { Stores } from "../ports/stores.ts";
import { moveUpload, type Upload } from "../upload.ts";

/** Closes a completed upload whose bytes have served, and has its temporary object deleted. */
export async function consumeUpload(stores: Stores, upload: Upload, at: Date): Promise<void> {
  const key = objectKeys.upload(upload.id);
  await stores.uploads.update(moveUpload(upload, "consumed", at), upload.status);
  await stores.objects.deleting(key, at);
  await stores.outbox.add({ name: "object.delete", payload: { key } }, at);
}
