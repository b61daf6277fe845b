import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { UploadId } from "../ids.ts";
import type { Stores } from "../ports/stores.ts";
import type { Upload } from "../upload.ts";

/** The actor's own upload. @throws DomainError `not_found`. */
export async function requireOwnUpload(
  stores: Stores,
  actor: UserActor,
  uploadId: UploadId,
): Promise<Upload> {
  const upload = await stores.uploads.find(actor, uploadId);
  if (upload?.developerId !== actor.developerId) throw new DomainError("not_found");
  return upload;
}
