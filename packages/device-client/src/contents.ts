import { Fields } from "./fields.ts";
import { Sha256 } from "./sha256.ts";

/** A file of an app. */
export interface ContentFile {
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes of the longest list that is read. */
export const longestList = 64 * 1024 * 1024;

/** What is wrong with a list of contents or with what is to be made of it: the whole package serves. */
export class ContentsInvalid extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ContentsInvalid";
  }
}

const refuse = () => new ContentsInvalid("The list of contents is not of this protocol.");

/**
 * Reads a list whose hash was signed: files in the order of their paths' bytes.
 * @throws ContentsInvalid
 */
export function parseContents(bytes: Uint8Array): ContentFile[] {
  let list: unknown;
  try {
    list = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refuse();
  }
  const fields = new Fields(list, refuse);
  if (fields.count("format") !== 1) throw refuse();
  return fields.list("files").map((file) => {
    const path = file.text("path");
    if (!isInside(path)) throw refuse();
    return { path, sha256: file.sha256("sha256"), size: file.count("size", 0) };
  });
}

/** SHA-256 of the list in its canonical form: what deltas name their base by. */
export function contentsSha256(files: readonly ContentFile[]): string {
  const ordered = inOrder(files).map(({ path, sha256, size }) => ({ path, sha256, size }));
  const text = JSON.stringify({ files: ordered, format: 1 });
  return new Sha256().update(new TextEncoder().encode(text)).digest();
}

/** By the bytes of their paths in UTF-8, which is the order of code points and not that of JavaScript's `<`. */
export function inOrder<File extends { readonly path: string }>(files: readonly File[]): File[] {
  const encoder = new TextEncoder();
  return files
    .map((file) => ({ file, key: encoder.encode(file.path) }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ file }) => file);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Whether a path stays in the folder of the app wherever it is unpacked. The store checks it too. */
function isInside(path: string): boolean {
  const parts = path.split("/");
  return !/[\\\0:]/.test(path) && parts.every((part) => part !== "" && part !== "." && part !== "..");
}
