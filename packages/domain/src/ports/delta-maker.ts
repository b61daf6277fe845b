import type { DeltaReason } from "../delta.ts";

/** Makes deltas between stored packages apart from the process that asks, as it takes a core and much memory. */
export interface DeltaMaker {
  /**
   * Reads both packages, each at the given entity tag and checked by its SHA-256, and makes a delta between them that
   * has been applied. A crash, a hang or running out of memory is a reason why there is none.
   * @throws DomainError `object_missing`, `object_changed`, `service_unavailable`.
   */
  make(work: {
    base: PackageBytes;
    target: PackageBytes;
    signal?: AbortSignal;
  }): Promise<DeltaBytes | NoDeltaBytes>;
}

export interface PackageBytes {
  key: string;
  etag: string;
  /** Bytes; more than this is never read. */
  size: number;
  sha256: string;
}

/** A delta is smaller than the package it saves: with the bound on contents, less than 135 MB are held. */
export interface DeltaBytes {
  made: true;
  delta: Uint8Array;
  sha256: string;
  /** SHA-256 of the base's list of contents. */
  fromContentsSha256: string;
  /** The list of the target's contents. */
  contents: Uint8Array;
  contentsSha256: string;
}

export interface NoDeltaBytes {
  made: false;
  reason: DeltaReason;
}
