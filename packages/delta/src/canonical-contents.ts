import { type OpenPackage, openPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";
import { type ContentList, contentListOf, requireContentList, totalBytes } from "./content-list.ts";
import { DeltaError } from "./delta-error.ts";

/** Files in work at once: inflating has threads of its own. */
const atOnce = 4;

/** A version's list of contents, and the bytes of its files one behind the other in the order of the list. */
export interface CanonicalContents {
  readonly contents: ContentList;
  /** Alone in its buffer, so that it can be given back as a whole. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The list of contents of a package on disk, in flat memory.
 *
 * @throws DeltaError `package_unreadable`
 */
export async function listContents(file: string): Promise<ContentList> {
  return withPackage(file, (opened) => readAll(opened, () => undefined));
}

/**
 * How many bytes the files of a package on disk are, by its table of contents.
 *
 * @throws DeltaError `package_unreadable`, and `contents_too_large` above `maxBytes`
 */
export async function unpackedBytes(file: string, maxBytes: number): Promise<number> {
  return withPackage(file, async (opened) => requireWithin(opened, maxBytes));
}

function requireWithin({ files }: OpenPackage, maxBytes: number): number {
  const total = totalBytes(files);
  if (total > maxBytes) throw new DeltaError("contents_too_large");
  return total;
}

/**
 * The contents of a package on disk, all of them in memory.
 *
 * @throws DeltaError `package_unreadable`, and `contents_too_large` before any file is read
 */
export async function readCanonicalContents(file: string, maxBytes: number): Promise<CanonicalContents> {
  return withPackage(file, async (opened) => {
    const bytes = Buffer.allocUnsafeSlow(requireWithin(opened, maxBytes));
    const places = new Map<string, Uint8Array>();
    let at = 0;
    for (const { path, size } of contentListOf(opened.files.map((one) => ({ ...one, sha256: "" }))).files) {
      places.set(path, bytes.subarray(at, at + size));
      at += size;
    }
    return { contents: await readAll(opened, (path) => places.get(path)), bytes };
  });
}

async function withPackage<Result>(
  file: string,
  work: (opened: OpenPackage) => Promise<Result>,
): Promise<Result> {
  const source = await fileSource(file);
  try {
    const opened = await openPackage({ source, codec: nodeCodec });
    if (opened === null) throw new DeltaError("package_unreadable");
    return await work(opened);
  } finally {
    await source.close();
  }
}

async function readAll(
  { files, read }: OpenPackage,
  placeOf: (path: string) => Uint8Array | undefined,
): Promise<ContentList> {
  const hashes: string[] = [];
  // One iterator for all: each takes the next file that nobody has taken.
  const left = files.entries();
  const readSome = async () => {
    for (const [index, { path }] of left) {
      const sha256 = await read(index, placeOf(path));
      if (sha256 === null) throw new DeltaError("package_unreadable", { path });
      hashes[index] = sha256;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readSome));
  const listed = contentListOf(files.map((file, index) => ({ ...file, sha256: hashes[index] ?? "" })));
  try {
    return requireContentList(listed);
  } catch (cause) {
    // Names that no package may have, or one of them twice.
    throw new DeltaError("package_unreadable", { cause });
  }
}

/** Gives memory back without waiting for the garbage collector. The bytes, and every view of them, are gone. */
export function giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
  buffer.transfer(0);
}
