import type { VersionId } from "./ids.ts";

/** Of how many versions before it a version gets a delta: who is further behind downloads the package. */
export const mostDeltas = 3;

export const deltaStatuses = ["making", "offered", "unwanted", "failed"] as const;
export type DeltaStatus = (typeof deltaStatuses)[number];

/** Why there is none: the first ones are no fault of anybody's, the others an admin may want to look into. */
export const deltaReasons = {
  unwanted: [
    "saves_too_little",
    "contents_too_large",
    "base_unsuitable",
    "package_unreadable",
    "base_purged",
    "version_ended",
  ],
  failed: ["cpu_limit", "timeout", "crashed", "package_gone", "contents_differ", "interrupted", "lost"],
} as const;
export type DeltaReason = (typeof deltaReasons)[keyof typeof deltaReasons][number];

/** What leads from the contents of an earlier version of the app to those of a later one, or why nothing does. */
export interface Delta {
  versionId: VersionId;
  baseId: VersionId;
  /** Of the base. */
  fromVersionCode: number;
  status: DeltaStatus;
  /** Null while it is made or offered. */
  reason: DeltaReason | null;
  /** Bytes; null unless it is offered, as are the two digests. */
  size: number | null;
  sha256: string | null;
  /** SHA-256 of the base's list of contents. */
  fromContentsSha256: string | null;
}

/** A delta as devices are told of it. */
export interface OfferedDelta {
  fromVersionCode: number;
  fromContentsSha256: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

/** What became of one that was being made. */
export type DeltaOutcome =
  | ({ status: "offered" } & Pick<OfferedDelta, "fromContentsSha256" | "size" | "sha256">)
  | { status: "unwanted" | "failed"; reason: DeltaReason };
