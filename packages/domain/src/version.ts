import type { Finding, Manifest } from "@mosis/format";
import { z } from "zod";
import { DomainError } from "./errors.ts";
import type { AppId, DeveloperId, UploadId, UserId, VersionId } from "./ids.ts";
import { allows, type Transitions } from "./lifecycle.ts";
import { objectKeys } from "./object-keys.ts";

export const versionStatuses = [
  "validating",
  "failed",
  "draft",
  "in_review",
  "approved",
  "rejected",
  "published",
  "withdrawn",
  "removed",
] as const;
export type VersionStatus = (typeof versionStatuses)[number];

/** What is new in a version, in the developer's words. */
export const ReleaseNotes = z
  .string()
  .trim()
  .max(4_000, "Use at most 4,000 characters.")
  .regex(/^[^\0]*$/, "Leave out the null character.");

/** In these its release notes may still be written. */
export const versionsDescribed = [
  "validating",
  "draft",
  "in_review",
  "approved",
] as const satisfies readonly VersionStatus[];

export const versionTransitions = {
  validating: ["failed", "draft"],
  // Only a version whose check the store itself broke off: see `retriedVersion`.
  failed: ["validating"],
  draft: ["in_review"],
  in_review: ["approved", "rejected", "draft"],
  approved: ["published"],
  rejected: [],
  published: ["withdrawn", "removed"],
  withdrawn: [],
  removed: [],
} as const satisfies Transitions<VersionStatus>;

/** What the worker is doing while a version is `validating`. */
export const validationSteps = ["queued", "reading", "inspecting", "storing"] as const;
export type ValidationStep = (typeof validationSteps)[number];

/** What the format or the store has to say about a version: the format's findings and the store's own codes. */
export type VersionFinding = Omit<Finding, "code"> & { readonly code: string };

export interface Version {
  id: VersionId;
  appId: AppId;
  developerId: DeveloperId;
  /** As the app's. */
  founderId: DeveloperId;
  uploadId: UploadId;
  createdBy: UserId;
  status: VersionStatus;
  statusChangedAt: Date;
  /** Null once the verdict stands. */
  step: ValidationStep | null;
  /** How many runs of the check have begun. What a run writes after a later one has begun is refused. */
  attempt: number;
  /** Claimed when the package has passed every check; never given to another version of the app. */
  versionCode: number | null;
  fileName: string;
  /** Bytes of the package. */
  size: number;
  /** Of the package's bytes, as declared by the client and confirmed by the worker. */
  sha256: string;
  /** As far as it could be read; a failed version may have none. */
  manifest: Manifest | null;
  findings: VersionFinding[];
  /** Entries in the package and their bytes once unpacked; null until it has been read. */
  contents: { files: number; bytes: number } | null;
  submittedAt: Date | null;
  decidedAt: Date | null;
  decidedBy: UserId | null;
  decisionReason: string | null;
  publishedAt: Date | null;
  /** What is new in it, for visitors and reviewers; fixed once it is published. */
  releaseNotes: string;
  /** Whether a track leads to it, will, or could be rolled back to it: its bytes are kept. */
  onTrack: boolean;
  /** When its bytes were deleted; null while they are kept. */
  purgedAt: Date | null;
  createdAt: Date;
}

/** Nothing leads to these without a version's bytes. */
const needsBytes: readonly VersionStatus[] = ["validating", "in_review", "approved", "published"];

/**
 * The version in its next status.
 * @throws DomainError `version_state_conflict` when the life cycle has no such step; `version_purged` when its bytes
 *   would be needed and are gone.
 */
export function moveVersion(version: Version, to: VersionStatus, at: Date): Version {
  if (!allows(versionTransitions, version.status, to)) throw new DomainError("version_state_conflict");
  if (version.purgedAt !== null && needsBytes.includes(to)) throw new DomainError("version_purged");
  return { ...version, status: to, statusChangedAt: at };
}

/** A version in one of these makes uploading its bytes again needless. */
export const versionsThatCount = [
  "validating",
  "draft",
  "in_review",
  "approved",
  "published",
] as const satisfies readonly VersionStatus[];

/** Of the store's finding that says that the check can be taken up again. */
export const interruptedCode = "check_interrupted";

/** Whether the store broke off the check by a fault of its own. */
export function isBrokenOff({ status, findings }: Pick<Version, "status" | "findings">): boolean {
  return status === "failed" && findings.some(({ code }) => code === interruptedCode);
}

/** Whether the check was broken off and can be taken up again, as the uploaded bytes are still there. */
export function isInterrupted(version: Pick<Version, "status" | "findings" | "purgedAt">): boolean {
  return isBrokenOff(version) && version.purgedAt === null;
}

/**
 * The version as it waits to be checked again. Runs of the broken-off check, should one still be alive, are shut
 * out by the higher attempt.
 * @throws DomainError `version_retry_impossible` unless the version is interrupted.
 */
export function retriedVersion(version: Version, at: Date): Version {
  if (!isInterrupted(version)) throw new DomainError("version_retry_impossible");
  const retried = moveVersion(version, "validating", at);
  return { ...retried, step: "queued", findings: [], attempt: version.attempt + 1 };
}

/** The keys that the version has for its own, but for its deltas: none before it has claimed a version code. */
export function packageKeys({
  versionCode,
  ...owners
}: Pick<Version, "founderId" | "appId" | "versionCode">): string[] {
  if (versionCode === null) return [];
  const address = { ...owners, versionCode };
  const { package: whole, manifest, contents, downloadStop } = objectKeys;
  return [whole, manifest, contents, downloadStop].map((keyOf) => keyOf(address));
}

/** Whether the package's bytes stand at their versioned key. */
export function isStored(version: Version): boolean {
  return version.status !== "validating" && version.status !== "failed" && version.purgedAt === null;
}
