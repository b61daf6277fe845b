import { objectKeys } from "../object-keys.ts";
import type { Stores } from "../ports/stores.ts";
import { moveUpload, type Upload } from "../upload.ts";
import { deleteObjects } from "./delete-object.ts";

/** Closes a completed upload whose bytes have served, and has its temporary object deleted. */
export async function consumeUpload(stores: Stores, upload: Upload, at: Date): Promise<void> {
  await stores.uploads.update(moveUpload(upload, "consumed", at), upload.status);
  await deleteObjects(stores, [objectKeys.upload(upload.id)], at);
}
