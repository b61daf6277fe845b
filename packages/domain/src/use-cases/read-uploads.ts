import type { UserActor } from "../actor.ts";
import type { UploadId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Upload } from "../upload.ts";
import type { ReceivedPart } from "../upload-part.ts";
import { requireOwnUpload } from "./require-own-upload.ts";

/** An own upload with the parts of it that have arrived. @throws DomainError `not_found`. */
export async function getUpload(
  { db }: Ports,
  { actor, uploadId }: { actor: UserActor; uploadId: UploadId },
): Promise<{ upload: Upload; parts: ReceivedPart[] }> {
  const upload = await requireOwnUpload(db, actor, uploadId, "app.read");
  return { upload, parts: upload.partSize === null ? [] : await db.uploads.listParts(uploadId) };
}
