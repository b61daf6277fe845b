import { isOwn, requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { UploadId } from "../ids.ts";
import type { Permission } from "../permission.ts";
import type { Stores } from "../ports/stores.ts";
import type { Upload } from "../upload.ts";

/** The actor's own upload. @throws DomainError `not_found`. */
export async function requireOwnUpload(
  stores: Stores,
  actor: UserActor,
  uploadId: UploadId,
  permission: Permission,
): Promise<Upload> {
  requirePermission(actor, permission);
  // Leave to upload once is good for that one upload.
  const { trusted } = actor.token ?? {};
  if (trusted && trusted.uploadId !== uploadId) throw new DomainError("not_found");
  const upload = await stores.uploads.find(actor, uploadId);
  if (!upload || !isOwn(actor, upload)) throw new DomainError("not_found");
  return upload;
}
