import { z } from "zod";
import type { AppId, LegalHoldId, RetentionPolicyId, UserId, VersionId } from "./ids.ts";
import type { Version, VersionStatus } from "./version.ts";

/** Why a version's bytes are kept for a time only; each has a period of its own. */
export const retentionClasses = ["off_track", "draft", "rejected", "failed"] as const;
export type RetentionClass = (typeof retentionClasses)[number];

const classOf = {
  validating: null,
  failed: "failed",
  draft: "draft",
  in_review: null,
  approved: null,
  rejected: "rejected",
  published: "off_track",
  withdrawn: "off_track",
  removed: "off_track",
} as const satisfies Record<VersionStatus, RetentionClass | null>;

/** Null: its bytes are kept whatever the policy says, or are gone already. */
export function retentionClassOf({
  status,
  onTrack,
  purgedAt,
}: Pick<Version, "status" | "onTrack" | "purgedAt">): RetentionClass | null {
  return onTrack || purgedAt !== null ? null : classOf[status];
}

const longestHours = 100 * 365 * 24;
/** Whole hours; null: for ever. */
const KeepHours = z.int().min(1, "Keep for at least an hour.").max(longestHours).nullable();

/** How long the bytes of one class are kept. */
export const RetentionRule = z
  .object({
    keepHours: KeepHours,
    /** The last hours of that time, in which the deletion is announced and can be called off. */
    graceHours: z.int().min(0).max(longestHours),
  })
  .refine(({ keepHours, graceHours }) => keepHours === null || graceHours <= keepHours, {
    path: ["graceHours"],
    error: "The grace period is part of the time: it cannot be longer.",
  });
export type RetentionRule = z.infer<typeof RetentionRule>;

/** What an administrator decides about keeping and deleting. */
export const RetentionPolicy = z.object({
  rules: z.record(z.enum(retentionClasses), RetentionRule),
  /** How long an upload is kept of which nothing is heard any more. Buckets drop what is older than a day. */
  uploadHours: z.int().min(1).max(23).default(1),
  /** A run that would delete more than this share of what the store keeps, in versions or in bytes, deletes nothing. */
  breakerShare: z.number().gt(0).max(1),
  /** Up to so many versions a run deletes whatever their share: a small store is no reason to stop. */
  breakerVersions: z.int().min(0).max(1_000_000),
});
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

const day = 24;

/** In force until an administrator decides otherwise. */
export const defaultRetentionPolicy: RetentionPolicy = {
  rules: {
    off_track: { keepHours: 365 * day, graceHours: 14 * day },
    draft: { keepHours: 30 * day, graceHours: 3 * day },
    rejected: { keepHours: 7 * day, graceHours: 1 * day },
    failed: { keepHours: 1 * day, graceHours: 0 },
  },
  uploadHours: 1,
  breakerShare: 0.1,
  breakerVersions: 100,
};

/** A policy as it stands; the default has no id, author or time. */
export interface RetentionPolicyInForce {
  policy: RetentionPolicy;
  id: RetentionPolicyId | null;
  changedBy: string | null;
  changedAt: Date | null;
}

/** Another period for one app, as long as it stands. */
export const RetentionOverride = z.object({
  class: z.enum(retentionClasses),
  keepHours: KeepHours,
  reason: z.string().trim().min(1, "Say why.").max(500),
});
export type RetentionOverride = z.infer<typeof RetentionOverride> & { appId: AppId };

/** Keeps the bytes of a version, or of all of an app's, until it is lifted. */
export interface LegalHold {
  id: LegalHoldId;
  appId: AppId;
  /** Null: every version of the app, also those to come. */
  versionId: VersionId | null;
  reason: string;
  placedBy: UserId;
  placedAt: Date;
}

const hourMs = 60 * 60 * 1000;

/** How often the sweep runs: twice as often as would do for nothing to be overdue by more than an hour. */
export const sweepEveryMs = hourMs / 2;

/** A deletion is announced this much before its grace period has to begin, so that the next run finds it due. */
export const announceAheadMs = hourMs;

/** What the sweep knows of a version: times in milliseconds, by the database's clock. */
export interface Retained {
  /** Since when its class has been what it is. */
  from: number;
  announcedAt: number | null;
}

/** When a version is deleted if nothing changes: at the end of its time, and no sooner than a grace period after the announcement. Null: never. */
export function purgeAt(rule: RetentionRule, { from, announcedAt }: Retained, now: number): number | null {
  if (rule.keepHours === null) return null;
  return Math.max(from + rule.keepHours * hourMs, (announcedAt ?? now) + rule.graceHours * hourMs);
}

/** Whether a deletion has to be announced by now. */
export function isToBeAnnounced(rule: RetentionRule, { from }: Pick<Retained, "from">, now: number): boolean {
  if (rule.keepHours === null) return false;
  return from + (rule.keepHours - rule.graceHours) * hourMs - announceAheadMs <= now;
}

/** What a run would delete, beside what the store keeps. */
export interface DueTotals {
  versions: number;
  bytes: number;
  keptVersions: number;
  keptBytes: number;
}

/** Whether so much is due that a person has to look at it first. */
export function tripsBreaker(
  { breakerShare, breakerVersions }: Pick<RetentionPolicy, "breakerShare" | "breakerVersions">,
  { versions, bytes, keptVersions, keptBytes }: DueTotals,
): boolean {
  if (versions <= breakerVersions) return false;
  return versions > keptVersions * breakerShare || bytes > keptBytes * breakerShare;
}

/** Whether an approval of what was due then is one of what is due now: a little more has come to it meanwhile. */
export function coversApproval(
  approved: Pick<DueTotals, "versions" | "bytes">,
  { versions, bytes }: Pick<DueTotals, "versions" | "bytes">,
): boolean {
  return versions <= approved.versions * 1.1 + 10 && bytes <= approved.bytes * 1.1 + 1e9;
}
