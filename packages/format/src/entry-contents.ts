import type { Codec } from "./codec.ts";
import type { WindowReader } from "./window-reader.ts";
import { windowBytes } from "./window-reader.ts";
import type { DirectoryEntry } from "./zip/central-directory.ts";
import { methods } from "./zip/records.ts";

/** Files above this unpacked size are never held in memory as a whole. */
export const heldBytes = 8 * 1024 * 1024;

/** The outcome of reading one entry's data. */
export type Contents =
  | { readonly kind: "data_invalid" }
  | { readonly kind: "crc_mismatch" }
  | {
      readonly kind: "sound";
      readonly sha256: string;
      /** The unpacked bytes when they were small enough to hold, otherwise null. */
      readonly bytes: Uint8Array | null;
      readonly first: Uint8Array;
      readonly last: Uint8Array;
    };

/** Length of the two ends kept of a file that is not held: enough to tell an archive. */
const endLength = 22;

/**
 * Reads, unpacks and hashes the data of an entry that starts at `offset`. Bytes are counted while they are
 * unpacked: what does not come to exactly the stated size is refused, and never much more than that is produced.
 */
export async function readContents(
  reader: WindowReader,
  codec: Codec,
  entry: DirectoryEntry,
  offset: number,
  onPiece?: OnPiece,
): Promise<Contents> {
  return (await beginContents(reader, codec, entry, offset, onPiece)).contents;
}

/** Gets the unpacked bytes of an entry that is not held, piece by piece; they are gone when it returns. */
export type OnPiece = (piece: Uint8Array) => void;

/**
 * The same, and comes back as soon as the reader is free for the next entry: a codec with threads of its own unpacks
 * meanwhile.
 */
export async function beginContents(
  reader: WindowReader,
  codec: Codec,
  entry: DirectoryEntry,
  offset: number,
  onPiece?: OnPiece,
): Promise<{ readonly contents: Promise<Contents> }> {
  const small = entry.compressedSize <= windowBytes && entry.size <= heldBytes;
  const contents = small
    ? unpackHeld(await reader.bytes(offset, entry.compressedSize), codec, entry)
    : readInPieces(reader, codec, entry, offset, onPiece);
  // A failure is met when its turn comes; until then it must not count as unhandled.
  contents.catch(() => undefined);
  if (!small) await contents;
  return { contents };
}

async function unpackHeld(packed: Uint8Array, codec: Codec, entry: DirectoryEntry): Promise<Contents> {
  const bytes = entry.method === methods.stored ? packed : await codec.inflate(packed, entry.size);
  if (bytes === null || bytes.length !== entry.size) return { kind: "data_invalid" };
  if (codec.crc32(bytes) !== entry.crc) return { kind: "crc_mismatch" };
  return {
    kind: "sound",
    sha256: await codec.sha256(bytes),
    bytes,
    first: bytes.subarray(0, endLength),
    last: bytes.subarray(Math.max(0, bytes.length - endLength)),
  };
}

async function readInPieces(
  reader: WindowReader,
  codec: Codec,
  entry: DirectoryEntry,
  offset: number,
  onPiece?: OnPiece,
): Promise<Contents> {
  const hash = codec.sha256Stream();
  let crc = 0;
  let first = new Uint8Array(0);
  let last = new Uint8Array(0);
  const take = (chunk: Uint8Array): void => {
    crc = codec.crc32(chunk, crc);
    hash.update(chunk);
    onPiece?.(chunk);
    if (first.length < endLength) first = joined(first, chunk.subarray(0, endLength - first.length));
    last = joined(last, chunk.subarray(Math.max(0, chunk.length - endLength))).slice(-endLength);
  };
  const packed = reader.pieces(offset, entry.compressedSize);
  if (entry.method === methods.stored) {
    for await (const piece of packed) take(piece);
  } else if (!(await codec.inflateStream(packed, entry.size, take))) {
    return { kind: "data_invalid" };
  }
  if (crc !== entry.crc) return { kind: "crc_mismatch" };
  return { kind: "sound", sha256: hash.digest(), bytes: null, first, last };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
