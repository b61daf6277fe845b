/**
 * What inspection and packing need from the machine they run on. Two adapters exist: `webCodec` for browsers
 * and workers, `nodeCodec` in `@mosis/format/node`.
 *
 * Deflate failures are one answer ("not exactly these bytes") and not an engine's own error: zlib, browsers
 * and others report damage at different points, and the same package must get the same findings everywhere.
 */
export interface Codec {
  /** CRC-32 (IEEE 802.3) of `bytes`; `seed` continues an earlier result. */
  crc32(bytes: Uint8Array, seed?: number): number;
  /** SHA-256 of bytes in memory, lower-case hex. */
  sha256(bytes: Uint8Array): Promise<string>;
  /** SHA-256 of bytes that arrive in pieces. */
  sha256Stream(): Sha256Stream;
  /**
   * Inflates one raw deflate stream (RFC 1951) held in memory. Gives the bytes only when the stream is sound,
   * ends at the last byte of `compressed` and yields exactly `size` bytes; otherwise null. Never holds more
   * than about `size` bytes of output.
   */
  inflate(compressed: Uint8Array, size: number): Promise<Uint8Array | null>;
  /**
   * Gives back the memory of what `inflate` gave, without waiting for the garbage collector, whose rounds cost time when
   * thousands of files pass. The bytes, and every view of them, are gone afterwards.
   */
  release?(inflated: Uint8Array): void;
  /**
   * The same judgement for an entry too large to hold: input comes in pieces, output goes to `onChunk` in
   * pieces. False when the stream is unsound or does not yield exactly `size` bytes; at most `size` bytes plus
   * one piece are produced before it stops.
   */
  inflateStream(
    compressed: AsyncIterable<Uint8Array>,
    size: number,
    onChunk: (chunk: Uint8Array) => void,
  ): Promise<boolean>;
  /** Raw deflate at the level the packer uses. The same bytes in give the same bytes out on one runtime. */
  deflate(bytes: Uint8Array): Promise<Uint8Array>;
  /** The same for a file that comes in pieces. */
  deflateStream(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. Call once. */
  digest(): string;
}
