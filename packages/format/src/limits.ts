/** Bounds of a package. All sizes are bytes. */
export interface Limits {
  /** Size of the package file. */
  readonly packageBytes: number;
  /** Files and folders in the archive. Below 65,535, so that an accepted package never needs a ZIP64 count. */
  readonly entries: number;
  /** The archive's table of contents (central directory). */
  readonly directoryBytes: number;
  /** Unpacked size of one file. */
  readonly entryBytes: number;
  /** Unpacked size of all files together. */
  readonly totalBytes: number;
  /** Unpacked over packed size of one file, once the file is larger than `ratioFloorBytes`. */
  readonly ratio: number;
  readonly ratioFloorBytes: number;
  /** Length of a path in UTF-8 bytes. */
  readonly pathBytes: number;
  /** Length of one file or folder name in UTF-8 bytes; 255 is what common file systems hold. */
  readonly nameBytes: number;
  /** Folders and file name on a path: `a/b/c.txt` is 3. */
  readonly depth: number;
  readonly manifestBytes: number;
  readonly iconBytes: number;
  /** Findings listed in one report; what is beyond is counted, not listed. */
  readonly findings: number;
}

const MB = 1_000_000;

/** What the store accepts unless a developer has a limit of their own. */
export const defaultLimits: Limits = {
  packageBytes: 500 * MB,
  entries: 50_000,
  directoryBytes: 32 * MB,
  entryBytes: 500 * MB,
  totalBytes: 2_000 * MB,
  ratio: 200,
  ratioFloorBytes: 1 * MB,
  pathBytes: 512,
  nameBytes: 255,
  depth: 32,
  manifestBytes: 256_000,
  iconBytes: 8 * MB,
  findings: 200,
};
