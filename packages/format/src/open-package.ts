import type { Codec } from "./codec.ts";
import { type Contents, readContents } from "./entry-contents.ts";
import { FindingList } from "./findings.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Archive, readArchive } from "./read-archive.ts";
import type { ByteSource } from "./source.ts";
import { WindowReader } from "./window-reader.ts";
import type { DirectoryEntry } from "./zip/central-directory.ts";
import { localTailLength } from "./zip/local-header.ts";
import { lengths, methods } from "./zip/records.ts";

/** A package whose table of contents has been read. */
export interface OpenPackage {
  /** Its files without the folders, in the order in which they lie in the archive. Sizes are bytes, unpacked. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /**
   * Unpacks the file at `index` of `files`, into `into` when it is given, which must be as long as the file. Gives its
   * SHA-256 in lower-case hex, or null when its data is not what the table of contents says; `into` then holds anything.
   * Several may be read at once. Each costs one read of the source up to 4 MiB of packed data, and flat memory.
   */
  read(index: number, into?: Uint8Array): Promise<string | null>;
}

/**
 * Opens a package to read all of its files. The package is not judged: ask `inspectPackage` first. Bounds stay: null
 * when the archive is beyond the limits, cannot be followed, or has an entry that devices do not read.
 */
export async function openPackage(
  { source, codec }: { source: ByteSource; codec: Codec },
  limits: Partial<Limits> = {},
): Promise<OpenPackage | null> {
  const bounds = { ...defaultLimits, ...limits };
  const archive = await readArchive(source, bounds, new FindingList(0));
  if (archive === null || !archive.entries.every(({ readable }) => readable)) return null;
  const files = archive.entries.flatMap((entry, at) =>
    entry.folder ? [] : [{ entry, end: archive.entries[at + 1]?.offset ?? archive.directoryOffset }],
  );
  if (!areWithin(archive, bounds)) return null;
  return {
    files: files.map(({ entry }) => ({ path: entry.name, size: entry.size })),
    async read(index, into) {
      const file = files[index];
      if (file === undefined || (into && into.length !== file.entry.size)) {
        throw new RangeError("There is no such file, or it has another size.");
      }
      return readInto(source, codec, file.entry, file.end, into);
    },
  };
}

function areWithin({ entries }: Archive, limits: Limits): boolean {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  return total <= limits.totalBytes && entries.every(({ size }) => size <= limits.entryBytes);
}

async function readInto(
  source: ByteSource,
  codec: Codec,
  entry: DirectoryEntry,
  end: number,
  into: Uint8Array | undefined,
): Promise<string | null> {
  // Entries tile the archive, so that a reader that ends with this one reads nothing else.
  const reader = new OneEntryReader(source, end);
  if (entry.offset + lengths.local > end) return null;
  const tail = localTailLength(await reader.bytes(entry.offset, lengths.local));
  if (tail === null) return null;
  const data = entry.offset + lengths.local + tail;
  if (data + entry.compressedSize > end) return null;
  let done = 0;
  const contents = await readContents(reader, codec, entry, data, (piece) => {
    // What is too much is refused when all has been counted.
    if (into && done + piece.length <= into.length) into.set(piece, done);
    done += piece.length;
  });
  if (contents.kind !== "sound") return null;
  takeHeld(contents, codec, entry, into);
  return contents.sha256;
}

/** Nobody else reads with it, so that a piece that was worked on can be given back at once. */
class OneEntryReader extends WindowReader {
  override async *pieces(offset: number, length: number): AsyncGenerator<Uint8Array> {
    let at = offset;
    for await (const piece of super.pieces(offset, length)) {
      yield piece;
      at += piece.length;
      this.forget(at);
    }
  }
}

function takeHeld(
  { bytes }: Extract<Contents, { kind: "sound" }>,
  codec: Codec,
  entry: DirectoryEntry,
  into: Uint8Array | undefined,
): void {
  if (bytes === null) return;
  into?.set(bytes);
  if (entry.method === methods.deflate) codec.release?.(bytes);
}
