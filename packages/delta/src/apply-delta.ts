import { hash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, type ZstdOptions, zstdDecompress } from "node:zlib";
import { giveBack, readCanonicalContents } from "./canonical-contents.ts";
import { type ContentList, contentsDigest, requireContentList, totalBytes } from "./content-list.ts";
import { DeltaError } from "./delta-error.ts";
import { type DeltaLimits, deltaLimits } from "./delta-limits.ts";
import { exponentOf, frameContentSize, isPlainDictionary } from "./zstd-frame.ts";

const decompress = promisify<Uint8Array, ZstdOptions, Buffer>(zstdDecompress);

/** A file whose size and hash are those of the list. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Applies a delta to the package it was made from, and gives the files of the target in the order of the list: all of
 * them, and only when each one is what the list says. Whom to believe the list from, and that the delta is the one that
 * was offered, is the caller's to check (by signature and hash). In memory are the target, the delta, and the base,
 * for a moment twice; a frame that does not state exactly the size of the list is not unpacked at all.
 *
 * @throws DeltaError any of its codes; then download the whole package
 */
export async function applyDelta({
  base,
  delta,
  baseDigest,
  contents,
  limits = deltaLimits,
}: {
  /** The package and the delta, on disk. */
  readonly base: string;
  readonly delta: string;
  /** `contentsDigest` of the version the delta was made from. */
  readonly baseDigest: string;
  /** What the target consists of. */
  readonly contents: ContentList;
  readonly limits?: DeltaLimits;
}): Promise<VerifiedFile[]> {
  const { files } = requireContentList(contents);
  const size = totalBytes(files);
  if (size > limits.contentBytes) throw new DeltaError("contents_too_large");
  const frame = await readFrame(delta, size);
  const old = await readCanonicalContents(base, limits.contentBytes);
  if (contentsDigest(old.contents) !== baseDigest || !isPlainDictionary(old.bytes)) {
    throw new DeltaError("delta_base_mismatch");
  }
  return cut(await unpack(frame, old.bytes, size), files);
}

/** A frame cannot be much larger than its contents (ZSTD_compressBound). */
async function readFrame(delta: string, size: number): Promise<Uint8Array> {
  const { size: bytes } = await stat(delta);
  if (bytes > size + size / 128 + 1024) throw new DeltaError("delta_corrupt");
  const frame = await readFile(delta);
  if (frameContentSize(frame) !== size) throw new DeltaError("delta_corrupt");
  return frame;
}

async function unpack(
  frame: Uint8Array,
  dictionary: Uint8Array<ArrayBuffer>,
  size: number,
): Promise<Uint8Array> {
  // With room for all of it, zstd unpacks in one pass and needs no window of its own.
  const unpacking = decompress(frame, {
    chunkSize: Math.max(64, size + 1),
    dictionary,
    maxOutputLength: Math.max(1, size),
    params: { [constants.ZSTD_d_windowLogMax]: Math.max(17, exponentOf(size)) },
  });
  // zstd has taken a copy (ZSTD_DCtx_loadDictionary).
  giveBack(dictionary);
  try {
    const bytes = await unpacking;
    if (bytes.length !== size) throw new DeltaError("delta_corrupt");
    return bytes;
  } catch (error) {
    throw isDataError(error) ? new DeltaError("delta_corrupt", { cause: error }) : error;
  }
}

/** zstd's verdicts on the frame; anything else, such as too little memory, is not its fault. */
function isDataError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    code !== "ZSTD_error_memory_allocation" && /^ZSTD_error_|^Z_BUF_ERROR$|^ERR_BUFFER_TOO_LARGE$/.test(code)
  );
}

function cut(bytes: Uint8Array, files: ContentList["files"]): VerifiedFile[] {
  let at = 0;
  return files.map(({ path, size, sha256 }) => {
    const file = bytes.subarray(at, at + size);
    at += size;
    if (hash("sha256", file, "hex") !== sha256) throw new DeltaError("contents_mismatch", { path });
    return { path, bytes: file };
  });
}
