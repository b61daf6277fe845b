import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { UploadId } from "../ids.ts";
import { objectKeys } from "../object-keys.ts";
import type { PresignedPut } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import { prolonged, type Upload, uploadRules, uploadUrlSeconds } from "../upload.ts";
import { type ReceivedPart, sizeOfPart } from "../upload-part.ts";
import { requireOwnUpload } from "./require-own-upload.ts";

/** A part to send, and the request that stores it: exactly `size` bytes. */
export interface SignedPart {
  number: number;
  size: number;
  put: PresignedPut;
}

/**
 * Notes the parts that have arrived and gives the requests that store the parts asked for. Both may be repeated.
 * The upload lives on from here, as from every sign of life.
 * @throws DomainError `not_found`, `upload_closed`, `input_invalid` when the upload has no such part.
 */
export async function signParts(
  ports: Ports,
  {
    actor,
    uploadId,
    received,
    partNumbers,
  }: {
    actor: UserActor;
    uploadId: UploadId;
    received: readonly ReceivedPart[];
    partNumbers: readonly number[];
  },
): Promise<SignedPart[]> {
  const { db, objects, clock } = ports;
  const upload = await requireOwnUpload(db, actor, uploadId, "upload.send");
  if (upload.status !== "open") throw new DomainError("upload_closed");
  for (const { number } of received) sizeOfPart(upload, number);
  const asked = [...new Set(partNumbers)].map((number) => ({ number, size: sizeOfPart(upload, number) }));

  const { policy } = await db.retention.policy();
  const expiresAt = prolonged(upload, clock.now(), policy.uploadHours);
  const isOpen = await db.uploads.noteParts(uploadId, received, expiresAt);
  if (!isOpen) throw new DomainError("upload_closed");
  if (asked.length === 0) return [];
  const storageUploadId = upload.storageUploadId ?? (await beginParts(ports, upload));
  const key = objectKeys.upload(uploadId);
  return Promise.all(
    asked.map(async (part) => ({
      ...part,
      put: await objects.presignPart({ key, storageUploadId, ...part, expiresInSeconds: uploadUrlSeconds }),
    })),
  );
}

/** Several clients may begin at once: the first to note its name wins, and the others' objects in the making go. */
async function beginParts({ db, objects }: Ports, upload: Upload): Promise<string> {
  const key = objectKeys.upload(upload.id);
  const begun = await objects.startParts({ key, contentType: uploadRules[upload.kind].contentType });
  const standing = await db.uploads.beginParts(upload.id, begun);
  if (standing !== begun) await objects.dropParts({ key, storageUploadId: begun });
  if (standing === null) throw new DomainError("upload_closed");
  return standing;
}
