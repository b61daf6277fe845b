import type { ByteSource, Codec } from "@mosis/format";

/** How much is read at once where nobody asked for it, in bytes. */
const pieceBytes = 4 * 1024 * 1024;

/** A source that learns the SHA-256 of the whole file from the reads that pass through it. */
export interface HashingSource extends ByteSource {
  /** Reads what nobody has asked for, and gives the digest in lower-case hex. Call once, after the last read. */
  digest(onProgress?: (bytes: number) => void): Promise<string>;
}

/**
 * Hashes a file while it is being inspected, so that its bytes are read once. An inspection reads mostly from front
 * to back; what it reads out of turn is read again at the end.
 */
export function hashingSource(source: ByteSource, codec: Pick<Codec, "sha256Stream">): HashingSource {
  const hash = codec.sha256Stream();
  let hashed = 0;
  const follow = (offset: number, bytes: Uint8Array) => {
    if (offset > hashed || offset + bytes.length <= hashed) return;
    hash.update(bytes.subarray(hashed - offset));
    hashed = offset + bytes.length;
  };
  return {
    size: source.size,
    async read(offset, length) {
      const bytes = await source.read(offset, length);
      follow(offset, bytes);
      return bytes;
    },
    async digest(onProgress) {
      while (hashed < source.size) {
        follow(hashed, await source.read(hashed, Math.min(pieceBytes, source.size - hashed)));
        onProgress?.(hashed);
      }
      return hash.digest();
    },
  };
}
