import type { Actor } from "./actor.ts";

/** What can happen, as `subject.event`. */
export const auditActions = [
  "session.started",
  "session.revoked",
  "token.created",
  "token.revoked",
  "role.granted",
  "quota.changed",
  "app.created",
  "app.changed",
  "icon.ready",
  "icon.refused",
  "screenshot.ready",
  "screenshot.refused",
  "screenshot.described",
  "screenshot.arranged",
  "screenshot.deleted",
  "upload.started",
  "upload.completed",
  "upload.aborted",
  "upload.expired",
  "version.received",
  "version.failed",
  "version.interrupted",
  "version.retried",
  "version.passed",
  "version.submitted",
  "version.review_cancelled",
  "version.approved",
  "version.rejected",
  "version.first_approved",
  "version.changes_requested",
  "version.looked_at",
  "review.claimed",
  "review.taken_over",
  "review.released",
  "review.commented",
  "review.noted",
  "review.answered",
  "review_policy.changed",
  "account.trusted",
  "account.distrusted",
  "version.published",
  "version.withdrawn",
  "version.removed",
  "version.purged",
  "version.postponed",
  "track.created",
  "track.removed",
  "track.devices_added",
  "track.device_removed",
  "release.scheduled",
  "release.started",
  "release.raised",
  "release.paused",
  "release.halted",
  "release.resumed",
  "release.completed",
  "release.superseded",
  "release.rolled_back",
  "release.revived",
  "release.cancelled",
  "retention.changed",
  "retention.override_set",
  "retention.override_removed",
  "hold.placed",
  "hold.lifted",
  "sweep.approved",
  "cost_settings.changed",
  "store_settings.changed",
  "job.retried",
  "job.discarded",
  "inventory.started",
  "inventory.approved",
  "inventory.repaired",
  "quarantine.put_back",
  "quarantine.deleted",
  "quarantine.expired",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What reviewers do among themselves: no part of a version's history as its developer reads it. */
export const internalActions = [
  "review.claimed",
  "review.taken_over",
  "review.released",
  "review.noted",
  "version.looked_at",
] as const satisfies readonly AuditAction[];

/** The store as a whole, where an entry is about nothing smaller. */
export const storeId = "00000000-0000-0000-0000-000000000000";

export interface AuditEntry {
  actor: Actor;
  action: AuditAction;
  /** Id of what it happened to: a session, token, person, developer account, app, icon, screenshot, upload, version, track, release, job, policy, hold, run or quarantined object, or `storeId`. */
  subjectId: string;
  at: Date;
  /** Facts worth keeping, small and without secrets. */
  data?: Record<string, string | number | boolean | null>;
}

/** An entry's facts as they are kept: with the access token, when it was a program that did it. */
export function auditFacts({ actor, data = {} }: AuditEntry): NonNullable<AuditEntry["data"]> {
  const token = actor.kind === "user" ? actor.token?.id : undefined;
  return token === undefined ? data : { ...data, access_token: token };
}
