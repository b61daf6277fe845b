/** Random access to the bytes of a package: a Blob in the browser, a file on disk, an array in memory. */
export interface ByteSource {
  /** Total length in bytes. It must not change while a package is being read. */
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset`; the caller keeps both inside `size`.
   * Rejects when the bytes cannot be read in full, for example because the file was cut meanwhile.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Takes back what `read` gave, to be used again. The bytes, and every view of them, mean nothing afterwards. */
  release?(bytes: Uint8Array): void;
}

/** A source over a `Blob` or a `File` chosen in the browser; nothing is read before it is asked for. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, length) {
      const bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      if (bytes.length !== length) throw new RangeError("The file changed while it was being read.");
      return bytes;
    },
  };
}

/** A source over bytes already in memory; reads are views, not copies. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, length) {
      const part = bytes.subarray(offset, offset + length);
      if (part.length !== length) throw new RangeError("The read goes past the end of the bytes.");
      return part;
    },
  };
}
