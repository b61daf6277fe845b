import { createHash } from "node:crypto";
import type { BucketReader } from "../bucket/bucket-reader.ts";

/** A bucket in memory, and the reads that were made of it. */
export interface MemoryBucket extends BucketReader {
  put(key: string, content: Uint8Array | string): void;
  delete(key: string): void;
  /** Such as `head KEY`, oldest first. */
  reads: string[];
}

export function memoryBucket(): MemoryBucket {
  const objects = new Map<string, { bytes: Uint8Array<ArrayBuffer>; size: number; etag: string }>();
  const reads: string[] = [];
  return {
    reads,
    put(key, content) {
      const bytes = Uint8Array.from(Buffer.from(content));
      objects.set(key, { bytes, size: bytes.length, etag: createHash("md5").update(bytes).digest("hex") });
    },
    delete(key) {
      objects.delete(key);
    },
    async head(key) {
      reads.push(`head ${key}`);
      const object = objects.get(key);
      return object ? { size: object.size, etag: object.etag } : null;
    },
    async get(key, range) {
      reads.push(`get ${key}`);
      const object = objects.get(key);
      if (!object) return null;
      const { bytes, size, etag } = object;
      if (range && (range.length < 1 || range.offset + range.length > size)) {
        throw new RangeError("The range is not within the object.");
      }
      const part = range ? bytes.slice(range.offset, range.offset + range.length) : bytes;
      return { size, etag, body: new Blob([part]).stream() };
    },
  };
}
