import type { FileChange, FileChangesQuery, FileChangeTotals, ListedFile } from "../file-change.ts";
import type { VersionId } from "../ids.ts";
import type { Page } from "../listing.ts";

/** `listing` while a job makes it; `failed` when none could be made. */
export type FileListStatus = "listing" | "listed" | "failed";

/** Which files a version's package holds. A cache of what is in the bucket: what is missing is made again. */
export interface FileListStore {
  /** Notes all files of a version, in place of what was known. */
  write(versionId: VersionId, files: readonly ListedFile[]): Promise<void>;
  /** Null when nobody has asked for the list yet. */
  status(versionId: VersionId): Promise<FileListStatus | null>;
  /** Notes that a list is wanted. False when there is one, or it is being made. */
  want(versionId: VersionId): Promise<boolean>;
  /** Where the list stands, unless it is there already. */
  settle(versionId: VersionId, status: Exclude<FileListStatus, "listed">): Promise<void>;
  find(versionId: VersionId, path: string): Promise<ListedFile | null>;
  /** Drops the lists of versions whose packages are gone. */
  forget(versionIds: readonly VersionId[]): Promise<void>;
}

export interface FileListQueries {
  /**
   * What became of each file, by path; everything is added where there is no version before. `search` is looked for in
   * paths. Callers check who may see the versions.
   */
  compareFiles(
    versions: { before: VersionId | null; after: VersionId },
    query: FileChangesQuery,
  ): Promise<{ page: Page<FileChange>; totals: FileChangeTotals }>;
}
