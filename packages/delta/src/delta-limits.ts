/** Bounds of what deltas are made from and applied to. */
export interface DeltaLimits {
  /**
   * Unpacked bytes of all files of one version. At this size of both versions, making takes the base once, the target
   * twice (ours and zstd's window) and hash tables of 320 MiB twice: under 1.5 GiB of memory in all. Applying
   * takes the base and the target once each, and for a moment the base twice.
   */
  readonly contentBytes: number;
  /** A delta is offered when it is smaller than this share of the package it saves. */
  readonly largestShare: number;
}

export const deltaLimits: DeltaLimits = {
  contentBytes: 224_000_000,
  largestShare: 0.6,
};
