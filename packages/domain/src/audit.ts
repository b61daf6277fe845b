import type { Actor } from "./actor.ts";
import type { AppId, DeveloperId } from "./ids.ts";

/** What can happen, as `subject.event`. */
export const auditActions = [
  "session.started",
  "session.revoked",
  "token.created",
  "token.revoked",
  "account.created",
  "account.renamed",
  "member.joined",
  "member.left",
  "member.removed",
  "member.role_changed",
  "invitation.created",
  "invitation.resent",
  "invitation.revoked",
  "invitation.declined",
  "trust.added",
  "trust.removed",
  "trust.exchanged",
  "app.offered",
  "app.offer_called_off",
  "app.transferred",
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
  "version.described",
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
  "webhook.created",
  "webhook.changed",
  "webhook.paused",
  "webhook.resumed",
  "webhook.secret_rotated",
  "webhook.deleted",
  "cost_settings.changed",
  "store_settings.changed",
  "alert.changed",
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

/** Small facts, without secrets. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Fields of something that changed, as they were or as they are: plain JSON, without secrets. */
export type AuditState = Readonly<Record<string, unknown>>;

export interface AuditEntry {
  actor: Actor;
  action: AuditAction;
  /** Id of what it happened to: a session, token, person, developer account, invitation, app, trusted publisher, icon, screenshot, upload, version, track, release, webhook, job, policy, hold, run or quarantined object, or `storeId`. */
  subjectId: string;
  at: Date;
  /** The app it is about, which says whose affair it is. */
  appId?: AppId;
  /** Whose affair it is, where no app says so and it is not the account's for which the actor acts. */
  developerId?: DeveloperId;
  /** Facts worth keeping, small and without secrets. */
  data?: AuditFacts;
  /** What changed, see `changeOf`. */
  before?: AuditState;
  after?: AuditState;
}

/** Which fields differ, as they were and as they are; a field that is not there is null. */
export function changeOf(before: object, after: object): Required<Pick<AuditEntry, "before" | "after">> {
  const [was, is] = [before, after].map(
    (state) => JSON.parse(JSON.stringify(state)) as Record<string, unknown>,
  ) as [Record<string, unknown>, Record<string, unknown>];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => JSON.stringify(was[field] ?? null) !== JSON.stringify(is[field] ?? null),
  );
  const only = (state: Record<string, unknown>) =>
    Object.fromEntries(changed.map((field) => [field, state[field] ?? null]));
  return { before: only(was), after: only(is) };
}

/** An entry's facts as histories show them: with the access token, when it was a program that did it. */
export function auditFacts({ actor, data = {} }: AuditEntry): AuditFacts {
  const token = actor.kind === "user" ? actor.token?.id : undefined;
  return token === undefined ? data : { ...data, access_token: token };
}
