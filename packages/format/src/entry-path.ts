import { invisibleInNames } from "./invisible.ts";
import type { Limits } from "./limits.ts";

/** Why a path in a package is refused. */
export type PathProblem =
  | "empty"
  | "too_long"
  | "too_deep"
  | "absolute"
  | "parent"
  | "backslash"
  | "invisible"
  | "unportable"
  | "reserved";

// Not allowed in file names on Windows ("Naming Files, Paths, and Namespaces"); the colon also opens
// alternate data streams and drive letters.
const unportable = /[<>:"|?*]/u;
// A dot or a space at the end is lost on Windows, and ";1" when Info-ZIP unpacks: it takes that for a version of VMS.
const lostAtTheEnd = /(?:[ .]|;\d*)$/u;
const reserved =
  /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:[ .]|$)/iu;

type PathLimits = Pick<Limits, "pathBytes" | "nameBytes" | "depth">;
const loose: PathLimits = { pathBytes: 512, nameBytes: 255, depth: 32 };
const utf8 = new TextEncoder();
const ascii = /^[ -~]*$/;

/**
 * Judges a file's path in a package (no trailing slash): it must mean the same file on every system a device
 * or a developer may use. Gives the first reason against it, or null.
 */
export function pathProblem(path: string, limits: PathLimits = loose): PathProblem | null {
  if (path === "") return "empty";
  if (path.includes("\\")) return "backslash";
  if (path.startsWith("/") || /^[a-z]:/iu.test(path)) return "absolute";
  if (invisibleInNames.test(path)) return "invisible";
  if (isLonger(path, limits.pathBytes)) return "too_long";
  const names = path.split("/");
  if (names.length > limits.depth) return "too_deep";
  for (const name of names) {
    if (name === "") return "empty";
    if (name === "." || name === "..") return "parent";
    if (isLonger(name, limits.nameBytes)) return "too_long";
    if (unportable.test(name) || lostAtTheEnd.test(name)) return "unportable";
    if (reserved.test(name)) return "reserved";
  }
  return null;
}

/** Whether text takes more than `limit` bytes as UTF-8. A UTF-16 unit takes at most three. */
function isLonger(value: string, limit: number): boolean {
  return value.length * 3 > limit && utf8.encode(value).length > limit;
}

/**
 * A key under which two paths are one file somewhere: file systems compare names after Unicode normalization
 * (macOS), without case (Windows, macOS) and without default-ignorable characters (HFS+).
 */
export function collisionKey(path: string): string {
  if (ascii.test(path)) return path.toLowerCase();
  return path
    .normalize("NFC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFC");
}

/** A path as it is shown in a report: what cannot be seen is written out, and long paths are cut. */
export function shownPath(path: string): string {
  const visible = path.replace(
    /[\p{C}\u2028\u2029\u061c\u200e\u200f\ufeff]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return visible.length > 200 ? `${visible.slice(0, 199)}…` : visible;
}
