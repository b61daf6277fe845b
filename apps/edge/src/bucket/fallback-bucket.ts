import type { BucketReader } from "./bucket-reader.ts";

/**
 * While the store moves house: what the new bucket does not have is read from the old one. A bucket that fails is not
 * one that has no such object, so the old one is not asked in its place.
 */
export function withFallback(bucket: BucketReader, old: BucketReader | null): BucketReader {
  if (!old) return bucket;
  return {
    head: async (key) => (await bucket.head(key)) ?? old.head(key),
    get: async (key, range) => (await bucket.get(key, range)) ?? old.get(key, range),
  };
}
