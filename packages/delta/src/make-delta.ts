import { createHash } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { constants, createZstdCompress } from "node:zlib";
import { applyDelta } from "./apply-delta.ts";
import { giveBack, readCanonicalContents, unpackedBytes } from "./canonical-contents.ts";
import { type ContentList, contentsDigest } from "./content-list.ts";
import { DeltaError } from "./delta-error.ts";
import { type DeltaLimits, deltaLimits } from "./delta-limits.ts";
import { exponentOf, isPlainDictionary } from "./zstd-frame.ts";

const outputBytes = 1024 * 1024;

/** A delta that was made and tried. Sizes are bytes, hashes lower-case hex. */
export interface MadeDelta {
  readonly made: true;
  readonly bytes: number;
  readonly sha256: string;
  /** `contentsDigest` of the base. */
  readonly baseDigest: string;
  /** What the target consists of. */
  readonly contents: ContentList;
}

/** Why there is no delta: it would not save enough, the contents are too large, or the base cannot serve. */
export interface NoDelta {
  readonly made: false;
  readonly reason: "saves_too_little" | "contents_too_large" | "base_unsuitable";
}

/**
 * Makes the delta between two packages on disk, writes it to `delta` and applies it: what is there afterwards gives the
 * target's files. The delta is one zstd frame of the target's contents with the base's contents for a dictionary, as
 * `zstd --patch-from` makes it of the two. The same packages give the same bytes on one version of zstd. When there is
 * none, there is no file either.
 *
 * Takes less than 1.5 GiB of memory at the default limits; run it in a process of its own.
 *
 * @throws DeltaError `package_unreadable`
 */
export async function makeDelta({
  base,
  target,
  delta,
  limits = deltaLimits,
}: {
  /** Files on disk. `delta` must not exist yet. */
  readonly base: string;
  readonly target: string;
  readonly delta: string;
  readonly limits?: DeltaLimits;
}): Promise<MadeDelta | NoDelta> {
  const { size: packageBytes } = await stat(target);
  try {
    const made = await compress(base, target, delta, limits, limits.largestShare * packageBytes);
    if (made.made) await applyDelta({ base, delta, ...made, limits });
    else await rm(delta, { force: true });
    return made;
  } catch (error) {
    await rm(delta, { force: true });
    if (error instanceof DeltaError && error.code === "contents_too_large") {
      return { made: false, reason: "contents_too_large" };
    }
    throw error;
  }
}

async function compress(
  base: string,
  target: string,
  delta: string,
  { contentBytes }: DeltaLimits,
  tooLarge: number,
): Promise<MadeDelta | NoDelta> {
  const targetBytes = await unpackedBytes(target, contentBytes);
  const old = await readCanonicalContents(base, contentBytes);
  if (!isPlainDictionary(old.bytes)) return { made: false, reason: "base_unsuitable" };
  const baseDigest = contentsDigest(old.contents);
  const zstd = createZstdCompress({
    chunkSize: outputBytes,
    dictionary: old.bytes,
    // Stands in the frame, and keeps zstd from making its window larger than the target.
    pledgedSrcSize: targetBytes,
    params: parametersFor(old.bytes.length, targetBytes),
  });
  // zstd has taken a copy (ZSTD_CCtx_loadDictionary); the target comes in its place.
  giveBack(old.bytes);
  const { bytes, contents } = await readCanonicalContents(target, contentBytes).catch((error: unknown) => {
    zstd.destroy();
    throw error;
  });
  const hash = createHash("sha256");
  const out = await open(delta, "wx", 0o600);
  let written = 0;
  try {
    zstd.end(bytes);
    for await (const chunk of zstd as AsyncIterable<Uint8Array>) {
      written += chunk.length;
      if (written >= tooLarge) return { made: false, reason: "saves_too_little" };
      hash.update(chunk);
      await out.writeFile(chunk);
    }
  } finally {
    zstd.destroy();
    await out.close();
  }
  giveBack(bytes);
  return { made: true, bytes: written, sha256: hash.digest("hex"), baseDigest, contents };
}

/**
 * zstd's parameters for patches. Level 12 searches lazily in rows of 64 places (`searchLog` 6), for matches of six bytes
 * and more: shorter ones are found everywhere in a base, and cost more than they save.
 *
 * - `windowLog` spans the target: then all of the base can be referred to up to the target's end (RFC 8878, 3.1.1.1.2).
 * - `hashLog`: a place for every fourth byte of both, at most 2^26, which are 320 MiB in zstd's dictionary and as much
 *   in the copy of it that compresses.
 * - `chainLog` makes no table at this level, and yet without it zstd takes in no more than the last
 *   8 · 2^max(hashLog, chainLog) bytes of the base (ZSTD_loadDictionaryContent).
 */
function parametersFor(baseBytes: number, targetBytes: number): Record<number, number> {
  return {
    [constants.ZSTD_c_compressionLevel]: 12,
    [constants.ZSTD_c_windowLog]: Math.max(17, exponentOf(targetBytes)),
    [constants.ZSTD_c_hashLog]: Math.min(26, Math.max(17, exponentOf(baseBytes + targetBytes) - 2)),
    [constants.ZSTD_c_chainLog]: Math.min(28, Math.max(17, exponentOf(baseBytes))),
    [constants.ZSTD_c_searchLog]: 6,
    [constants.ZSTD_c_minMatch]: 6,
  };
}
