import type { AnnouncementId, AppId, DeveloperId, UserId, VersionId } from "./ids.ts";

/** Whom an announcement is for. */
export type Audience = "account" | "reviewers" | "admins" | "person";

interface Kind {
  audience: Audience;
  /** When one is told, as it stands beside the choice. */
  words: string;
  /** Whether people are told by e-mail too, as long as they have not chosen. */
  mail?: true;
}

/** What people can be told of. Who is to be told in which way, they choose for each kind. */
export const noticeKinds = {
  "version.failed": { audience: "account", words: "A package fails its checks", mail: true },
  "version.passed": { audience: "account", words: "A package passes its checks" },
  "review.approved": { audience: "account", words: "A version is approved", mail: true },
  "review.rejected": { audience: "account", words: "A version is rejected", mail: true },
  "review.changes_requested": { audience: "account", words: "A reviewer asks for changes", mail: true },
  "review.commented": { audience: "account", words: "A reviewer writes about a version", mail: true },
  "version.published": { audience: "account", words: "A version is published" },
  "version.removed": { audience: "account", words: "An admin takes a version down", mail: true },
  "release.halted": { audience: "account", words: "A rollout pauses by itself", mail: true },
  "retention.announced": { audience: "account", words: "A package is about to be deleted", mail: true },
  "team.joined": { audience: "account", words: "Somebody joins the account" },
  "team.left": { audience: "account", words: "Somebody leaves the account" },
  "role.changed": { audience: "person", words: "Your role in the store changes", mail: true },
  "app.transferred": { audience: "account", words: "An app comes to the account, or leaves it", mail: true },
  "team.invited": { audience: "person", words: "An account invites you", mail: true },
  "team.role_changed": { audience: "person", words: "Your role in an account changes", mail: true },
  "token.expiring": { audience: "person", words: "An access token of yours is about to expire", mail: true },
  "review.submitted": { audience: "reviewers", words: "A version waits for review" },
  "review.answered": { audience: "reviewers", words: "A developer answers a reviewer" },
  "alert.firing": { audience: "admins", words: "An alert fires", mail: true },
  "alert.cleared": { audience: "admins", words: "An alert clears", mail: true },
  "sweep.stopped": { audience: "admins", words: "A sweep waits for approval", mail: true },
  "webhook.paused": { audience: "account", words: "A webhook pauses, as nothing reaches it", mail: true },
  "inventory.finished": { audience: "admins", words: "A comparison has found something" },
  "budget.exceeded": {
    audience: "admins",
    words: "Storage is about to cost more than its budget",
    mail: true,
  },
} as const satisfies Record<string, Kind>;
export type NoticeKind = keyof typeof noticeKinds;
export const noticeKindNames = Object.keys(noticeKinds) as readonly NoticeKind[];

/** Something that people want to be told, written in the transaction in which it happens. */
export interface Announcement {
  id: AnnouncementId;
  kind: NoticeKind;
  at: Date;
  /** The account whose affair it is. */
  developerId: DeveloperId | null;
  /** The one person it is for, where it is for one. */
  userId: UserId | null;
  appId: AppId | null;
  versionId: VersionId | null;
  /** Who did it: they know. Null for the store itself. */
  by: UserId | null;
  /** What its sentence names, small and without secrets. */
  data: Readonly<Record<string, string | number | boolean | null>>;
  /** What is announced under the same name is announced once; null: however often. */
  once: string | null;
}

export function audienceOf(kind: NoticeKind): Audience {
  return noticeKinds[kind].audience;
}

/** The kinds for these audiences, in the table's order. */
export function kindsFor(...audiences: readonly Audience[]): NoticeKind[] {
  return noticeKindNames.filter((kind) => audiences.includes(audienceOf(kind)));
}
