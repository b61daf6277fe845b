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
  const objects = new Map<string, Uint8Array<ArrayBuffer>>();
  const reads: string[] = [];
  const describe = (bytes: Uint8Array) => ({
    size: bytes.length,
    etag: createHash("md5").update(bytes).digest("hex"),
  });
  return {
    reads,
    put(key, content) {
      objects.set(key, Uint8Array.from(Buffer.from(content)));
    },
    delete(key) {
      objects.delete(key);
    },
    async head(key) {
      reads.push(`head ${key}`);
      const bytes = objects.get(key);
      return bytes ? describe(bytes) : null;
    },
    async get(key, range) {
      reads.push(`get ${key}`);
      const bytes = objects.get(key);
      if (!bytes) return null;
      if (range && (range.length < 1 || range.offset + range.length > bytes.length)) {
        throw new RangeError("The range is not within the object.");
      }
      const part = range ? bytes.slice(range.offset, range.offset + range.length) : bytes;
      return { ...describe(bytes), body: new Blob([part]).stream() };
    },
  };
}
