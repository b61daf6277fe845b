import { DomainError, isDomainError } from "../errors.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Upload } from "../upload.ts";
import { partCount } from "../upload-part.ts";

/** Named in a message at most. */
const namedParts = 10;

/**
 * Makes one object of an upload's parts. Repeating it is harmless: parts that are joined stay joined.
 * @throws DomainError `upload_not_received` when parts are missing; `upload_parts_changed` when storage does not know
 *   them any more, and they have to be sent again.
 */
export async function joinParts({ db, objects }: Ports, upload: Upload): Promise<void> {
  const { storageUploadId } = upload;
  const parts = await db.uploads.listParts(upload.id);
  const count = partCount(upload) ?? 0;
  if (parts.length < count || storageUploadId === null) {
    throw new DomainError("upload_not_received", { message: describeMissing(parts, count) });
  }
  const key = objectKeys.upload(upload.id);
  try {
    await objects.joinParts({ key, storageUploadId, parts });
  } catch (error) {
    if (!isDomainError(error, "object_missing") && !isDomainError(error, "object_changed")) throw error;
    // Another call may have joined them just before.
    if ((await objects.head(key))?.size === upload.size) return;
    await db.uploads.forgetParts(upload.id);
    throw new DomainError("upload_parts_changed", { cause: error });
  }
}

function describeMissing(parts: readonly { number: number }[], count: number): string {
  const received = new Set(parts.map(({ number }) => number));
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (number) => !received.has(number),
  );
  const named = missing.slice(0, namedParts).join(", ");
  const more = missing.length > namedParts ? ` and ${missing.length - namedParts} more` : "";
  return missing.length === 1
    ? `Part ${named} of ${count} has not arrived yet. Send it, then complete the upload.`
    : `Parts ${named}${more} of ${count} have not arrived yet. Send them, then complete the upload.`;
}
