import { DomainError } from "./errors.ts";
import type { Upload } from "./upload.ts";

const MiB = 1024 * 1024;

/** A file of this many bytes or more is sent in parts. */
export const multipartThreshold = 16 * MiB;
/**
 * Bytes of a part: large enough that a few requests are enough, small enough that a broken one costs little. S3
 * wants 5 MiB at least, and R2 the same size for every part but the last.
 */
export const partBytes = 8 * MiB;

/** A part that has arrived, by its number from 1 on and the entity tag storage gave it, without quotes. */
export interface ReceivedPart {
  number: number;
  etag: string;
}

/** How many parts the file has; null when it is sent in one piece. */
export function partCount({ size, partSize }: Pick<Upload, "size" | "partSize">): number | null {
  return partSize === null ? null : Math.ceil(size / partSize);
}

/**
 * Bytes of one part.
 * @throws DomainError `input_invalid` when the upload has no such part.
 */
export function sizeOfPart(upload: Pick<Upload, "size" | "partSize">, number: number): number {
  const { size, partSize } = upload;
  const count = partCount(upload);
  if (partSize === null || count === null) {
    throw new DomainError("input_invalid", { message: "This upload is sent in one piece." });
  }
  if (number < 1 || number > count) {
    throw new DomainError("input_invalid", {
      message: `This upload has parts 1 to ${count}; there is no part ${number}.`,
    });
  }
  return number < count ? partSize : size - partSize * (count - 1);
}
