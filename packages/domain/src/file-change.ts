import { z } from "zod";
import { ListQuery } from "./listing.ts";

/** A file of a package, and where in the package its data lies. Sizes are bytes. */
export interface ListedFile {
  path: string;
  size: number;
  compressedSize: number;
  /** Of its data in the package. */
  dataOffset: number;
  isDeflated: boolean;
  /** Of the unpacked bytes, lower-case hex. */
  sha256: string;
}

export const fileChangeKinds = ["added", "removed", "changed", "same"] as const;
export type FileChangeKind = (typeof fileChangeKinds)[number];

export type FileFacts = Pick<ListedFile, "size" | "compressedSize" | "sha256">;

/** A file of two versions, or of one of them. */
export interface FileChange {
  path: string;
  kind: FileChangeKind;
  before: FileFacts | null;
  after: FileFacts | null;
}

/** How many files of each kind, and bytes: of what was added, of what was removed, and by how much changed files grew. */
export interface FileChangeTotals {
  added: number;
  removed: number;
  changed: number;
  same: number;
  addedBytes: number;
  removedBytes: number;
  grownBytes: number;
}

/** Files that changed, or all, or those of one kind. */
export const FileChangesQuery = ListQuery.extend({
  show: z.enum(["changes", "all", "added", "removed", "changed"]).catch("changes").default("changes"),
});
export type FileChangesQuery = z.infer<typeof FileChangesQuery>;

/** By the bytes of the paths. */
export function comparePaths(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [at, char] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    // UTF-8 sorts like code points.
    const difference = (char.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** What became of each file, by path. What stands at the same path with the same bytes is the same file. */
export function compareFiles(before: readonly ListedFile[], after: readonly ListedFile[]): FileChange[] {
  const old = new Map(before.map((file) => [file.path, file]));
  const changes = after.map((file): FileChange => {
    const was = old.get(file.path);
    old.delete(file.path);
    const kind = !was ? "added" : was.sha256 === file.sha256 ? "same" : "changed";
    return { path: file.path, kind, before: was ? factsOf(was) : null, after: factsOf(file) };
  });
  for (const file of old.values())
    changes.push({ path: file.path, kind: "removed", before: factsOf(file), after: null });
  return changes.sort((a, b) => comparePaths(a.path, b.path));
}

export function totalsOf(changes: readonly FileChange[]): FileChangeTotals {
  const totals: FileChangeTotals = {
    added: 0,
    removed: 0,
    changed: 0,
    same: 0,
    addedBytes: 0,
    removedBytes: 0,
    grownBytes: 0,
  };
  for (const { kind, before, after } of changes) {
    totals[kind] += 1;
    if (kind === "added") totals.addedBytes += after?.size ?? 0;
    if (kind === "removed") totals.removedBytes += before?.size ?? 0;
    if (kind === "changed") totals.grownBytes += (after?.size ?? 0) - (before?.size ?? 0);
  }
  return totals;
}

/** Whether a list that shows `show` has files of this kind in it. */
export function isShown(kind: FileChangeKind, show: FileChangesQuery["show"]): boolean {
  if (show === "all") return true;
  return show === "changes" ? kind !== "same" : kind === show;
}

function factsOf({ size, compressedSize, sha256 }: ListedFile): FileFacts {
  return { size, compressedSize, sha256 };
}
