import { hash } from "node:crypto";
import { defaultLimits, pathProblem } from "@mosis/format";
import { z } from "zod";
import { DeltaError } from "./delta-error.ts";

const ContentFile = z.strictObject({
  path: z.string().refine((path) => path.isWellFormed() && pathProblem(path) === null),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().min(0).max(defaultLimits.entryBytes),
});

const contentListSchema = z.strictObject({
  files: z.array(ContentFile).max(defaultLimits.entries).refine(isSorted),
  format: z.literal(1),
});

/** A file that a version consists of. Sizes are bytes, hashes lower-case hex. */
export type ContentFile = z.infer<typeof ContentFile>;

/**
 * What a version consists of, whatever archive it comes in: its files sorted by the UTF-8 bytes of their paths, each
 * path once, no folders. docs/package-format.md describes it for other languages.
 */
export type ContentList = z.infer<typeof contentListSchema>;

/** A list with long paths everywhere, in bytes. */
const listBytes = defaultLimits.entries * (defaultLimits.pathBytes + 128);

/** Puts files into the canonical order. */
export function contentListOf(files: readonly ContentFile[]): ContentList {
  const ordered = files
    .map((file) => ({ key: Buffer.from(file.path), file }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  // Names in the order in which they are written.
  return { files: ordered.map(({ file: { path, sha256, size } }) => ({ path, sha256, size })), format: 1 };
}

/** The canonical bytes of a list: JSON as RFC 8785 has it, in UTF-8. What is signed is their hash. */
export function contentListBytes({ files, format }: ContentList): Uint8Array {
  return Buffer.from(
    JSON.stringify({ files: files.map(({ path, sha256, size }) => ({ path, sha256, size })), format }),
  );
}

/** SHA-256 of the canonical bytes, lower-case hex: one name for what a version consists of. */
export function contentsDigest(list: ContentList): string {
  return hash("sha256", contentListBytes(list), "hex");
}

/**
 * Reads a list from outside. Only canonical bytes are taken, so that one list has one digest.
 *
 * @throws DeltaError `contents_invalid`
 */
export function parseContentList(bytes: Uint8Array): ContentList {
  if (bytes.length > listBytes) throw new DeltaError("contents_invalid");
  const list = contentListSchema.safeParse(jsonOf(bytes));
  if (!list.success || Buffer.compare(contentListBytes(list.data), bytes) !== 0) {
    throw new DeltaError("contents_invalid");
  }
  return list.data;
}

/**
 * The same for a list that is an object already.
 *
 * @throws DeltaError `contents_invalid`
 */
export function requireContentList(list: unknown): ContentList {
  const { data } = contentListSchema.safeParse(list);
  if (data === undefined) throw new DeltaError("contents_invalid");
  return data;
}

/** Bytes of all files together. */
export function totalBytes(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function isSorted(files: readonly { readonly path: string }[]): boolean {
  let before: Buffer | null = null;
  for (const { path } of files) {
    const key = Buffer.from(path);
    if (before !== null && Buffer.compare(before, key) >= 0) return false;
    before = key;
  }
  return true;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return null;
  }
}
