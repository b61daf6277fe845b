import type { Codec } from "./codec.ts";
import { pathProblem } from "./entry-path.ts";
import { type ByteSource, bytesSource } from "./source.ts";
import { WindowReader } from "./window-reader.ts";
import { methods } from "./zip/records.ts";
import { centralHeader, type EntryToWrite, endRecord, localHeader } from "./zip/write-records.ts";

/** A file to pack: its path in the package and its contents. */
export type PackFile =
  | { readonly path: string; readonly bytes: Uint8Array }
  | { readonly path: string; readonly source: ByteSource };

/** Files up to this size are packed in memory, in bytes. */
const heldBytes = 16 * 1024 * 1024;
/** How many of them are in work at once. */
const ahead = 4;
const utf8 = new TextEncoder();

/**
 * Writes a package piece by piece: a ZIP with the files sorted by path, a fixed time, no extra fields, no folder
 * entries, deflated where that makes them smaller. The same files give the same bytes on one version of a
 * runtime; another zlib may deflate differently. Rejects on a path that a package may not have, or one given
 * twice. It does not judge the package: `inspectPackage` does.
 */
export async function* packPackage(files: readonly PackFile[], codec: Codec): AsyncGenerator<Uint8Array> {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const [at, { path }] of sorted.entries()) {
    if (path === sorted[at - 1]?.path) throw new Error(`The file ${path} is given twice.`);
    if (pathProblem(path) !== null) throw new Error(`A package cannot hold a file named ${path}.`);
  }
  const directory: Uint8Array[] = [];
  let offset = 0;
  for await (const { entry, data } of packAhead(sorted, codec)) {
    const header = localHeader(entry);
    directory.push(centralHeader(entry, offset));
    yield header;
    yield* data;
    offset += header.length + entry.compressedSize;
  }
  yield* directory;
  const directorySize = directory.reduce((sum, header) => sum + header.length, 0);
  yield endRecord(directory.length, offset, directorySize);
}

/** Keeps a few files in work at once, so that a codec with several threads can use them; the order stays. */
async function* packAhead(files: readonly PackFile[], codec: Codec): AsyncGenerator<PackedEntry> {
  const working: Promise<PackedEntry>[] = [];
  async function* finish(left: number): AsyncGenerator<PackedEntry> {
    while (working.length > left) {
      const next = await working[0];
      working.shift();
      if (next !== undefined) yield next;
    }
  }
  try {
    for (const file of files) {
      const source = "bytes" in file ? bytesSource(file.bytes) : file.source;
      const large = source.size > heldBytes;
      if (large) yield* finish(0);
      const work = large ? packLarge(file.path, source, codec) : packHeld(file.path, source, codec);
      // A failure is met when its turn comes; until then it must not count as unhandled.
      work.catch(() => undefined);
      working.push(work);
      yield* finish(large ? 0 : ahead - 1);
    }
    yield* finish(0);
  } finally {
    await Promise.allSettled(working);
  }
}

interface PackedEntry {
  readonly entry: EntryToWrite;
  readonly data: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

async function packHeld(path: string, source: ByteSource, codec: Codec): Promise<PackedEntry> {
  const bytes = await source.read(0, source.size);
  const deflated = bytes.length === 0 ? bytes : await codec.deflate(bytes);
  const smaller = deflated.length < bytes.length;
  const data = smaller ? deflated : bytes;
  return {
    entry: {
      rawName: utf8.encode(path),
      method: smaller ? methods.deflate : methods.stored,
      crc: codec.crc32(bytes),
      compressedSize: data.length,
      size: bytes.length,
    },
    data: [data],
  };
}

/** Packs twice, once to learn the sizes that stand before the data and once to give it: memory stays flat. */
async function packLarge(path: string, source: ByteSource, codec: Codec): Promise<PackedEntry> {
  const pieces = () => new WindowReader(source).pieces(0, source.size);
  let crc = 0;
  let deflatedSize = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces()) {
      crc = codec.crc32(piece, crc);
      yield piece;
    }
  }
  for await (const chunk of codec.deflateStream(counted())) deflatedSize += chunk.length;
  const smaller = deflatedSize < source.size;
  return {
    entry: {
      rawName: utf8.encode(path),
      method: smaller ? methods.deflate : methods.stored,
      crc,
      compressedSize: smaller ? deflatedSize : source.size,
      size: source.size,
    },
    data: smaller ? codec.deflateStream(pieces()) : pieces(),
  };
}
