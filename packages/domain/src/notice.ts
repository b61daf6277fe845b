import { z } from "zod";
import { alertNames, alertRules, formatSignal } from "./alert.ts";
import {
  type Announcement,
  audienceOf,
  kindsFor,
  type NoticeKind,
  noticeKindNames,
  noticeKinds,
} from "./announcement.ts";
import type { AnnouncementId } from "./ids.ts";
import { ListQuery } from "./listing.ts";
import type { PlatformRole } from "./permission.ts";

/** An announcement with what its sentence names, as it is called now. */
export interface Told {
  announcement: Announcement;
  names: NoticeNames;
}

export interface NoticeNames {
  /** The account whose affair it is. */
  account: string | null;
  app: { name: string; packageId: string } | null;
  version: { name: string; code: number | null } | null;
  /** Who did it; null for the store itself. */
  by: string | null;
}

/** An announcement as one person has it. */
export interface Notice extends Told {
  readAt: Date | null;
}

export const NoticeQuery = ListQuery.extend({
  kind: z.enum(noticeKindNames).nullable().catch(null).default(null),
  show: z.enum(["all", "unread"]).catch("all").default("all"),
});
export type NoticeQuery = z.infer<typeof NoticeQuery>;

/** How many the bell shows. */
export const latestNotices = 6;
/** Unread notices are counted up to this. */
export const mostCounted = 100;

/** What the bell shows. */
export interface Bell {
  /** At most `mostCounted`. */
  unread: number;
  /** The latest first. */
  latest: Notice[];
}

/** How somebody is told of a kind. */
export interface NoticeChoice {
  kind: NoticeKind;
  portal: boolean;
  mail: boolean;
}

/** How people are told who have not chosen. */
export function defaultChoice(kind: NoticeKind): NoticeChoice {
  const { mail }: { mail?: true; words: string } = noticeKinds[kind];
  return { kind, portal: true, mail: mail ?? false };
}

/** The kinds that someone of this role can be told of. */
export function kindsOf(role: PlatformRole): NoticeKind[] {
  if (role === "admin") return kindsFor("account", "person", "reviewers", "admins");
  if (role === "reviewer") return kindsFor("account", "person", "reviewers");
  return kindsFor("account", "person");
}

/** Read notices are kept this long, and unread ones that long; days. */
export const noticeDays = { read: 90, unread: 365 } as const;

/** Which notices are to be marked as read: these, or all. */
export const NoticesRead = z.object({
  ids: z
    .array(z.uuid().transform((id) => id as AnnouncementId))
    .min(1)
    .max(100)
    .nullable()
    .default(null),
});

type Sentence = (names: Names, data: Announcement["data"]) => string;

/** The same with words for what is not known (any more). */
interface Names {
  app: string;
  version: string;
  account: string;
  /** At the beginning of a sentence. */
  by: string;
}

/** What each kind says. A kind without a sentence does not compile. */
const sentences: Record<NoticeKind, Sentence> = {
  "version.failed": ({ app, version }) => `${app}: ${version} did not pass its checks.`,
  "version.passed": ({ app, version }) => `${app}: ${version} has passed its checks and can be submitted.`,
  "review.approved": ({ app, version }) => `${app}: ${version} has been approved and can be published.`,
  "review.rejected": ({ app, version }) => `${app}: ${version} has been rejected.`,
  "review.changes_requested": ({ app, version, by }) => `${by} asks for changes to ${app}, ${version}.`,
  "review.commented": ({ app, version, by }) => `${by} has written about ${app}, ${version}.`,
  "version.published": ({ app, version }) => `${app}: ${version} has been published.`,
  "version.removed": ({ app, version }) => `${app}: ${version} has been taken down.`,
  "release.halted": ({ app, version }, data) =>
    `${app}: the rollout of ${version} has paused by itself${
      isNumber(data.failed) && isNumber(data.reports)
        ? `, as ${data.failed} of ${data.reports} installations failed`
        : ""
    }.`,
  "retention.announced": ({ account }, data) =>
    data.versions === 1
      ? `A package of ${account} is about to be deleted.`
      : `${isNumber(data.versions) ? data.versions : "Some"} packages of ${account} are about to be deleted.`,
  "team.joined": ({ account }, data) => `${text(data.name) ?? "Somebody"} has joined ${account}.`,
  "team.left": ({ account }, data) => `${text(data.name) ?? "Somebody"} has left ${account}.`,
  "app.transferred": ({ app, account }, data) =>
    data.came === false ? `${app} has left ${account}.` : `${app} has come to ${account}.`,
  "team.invited": ({ account, by }, data) =>
    `${by} invites you to ${account}${text(data.role) ? ` as ${articled(text(data.role))}` : ""}.`,
  "role.changed": (_, data) =>
    `Your role in this store has changed${text(data.to) ? `: you are ${articled(text(data.to))} now` : ""}.`,
  "team.role_changed": ({ account }, data) =>
    `Your role in ${account} has changed${text(data.to) ? `: you are ${articled(text(data.to))} now` : ""}.`,
  "token.expiring": (_, data) =>
    `Your access token ${text(data.name) ? `“${text(data.name)}” ` : ""}is about to expire.`,
  "review.submitted": ({ app, version }) => `${app}: ${version} waits for review.`,
  "review.answered": ({ app, version }) => `${app}: there is an answer about ${version}.`,
  "webhook.paused": (_, data) =>
    `The webhook “${text(data.name) ?? ""}” has paused, as nothing has reached it for three days.`,
  "alert.firing": (_, data) => {
    const alert = alertOf(data);
    return alert
      ? `${alert.title}: ${formatSignal(alert.signal, alert.value)}, and the limit is ${formatSignal(alert.signal, alert.above)}.`
      : "An alert fires.";
  },
  "alert.cleared": (_, data) => `${alertOf(data)?.title ?? "An alert"}: this is over.`,
  "sweep.stopped": (_, data) =>
    `A sweep would delete ${isNumber(data.versions) ? data.versions : "many"} packages and waits for approval.`,
  "inventory.finished": (_, data) =>
    `The comparison of bucket and database has found ${
      data.findings === 1 ? "something" : `${isNumber(data.findings) ? data.findings : "some"} things`
    }.`,
  "budget.exceeded": (_, data) =>
    data.state === "over"
      ? "This month will cost more than its budget."
      : "This month will cost more than four fifths of its budget.",
};

/** The alert that an announcement tells of. */
function alertOf({ alert, value, above }: Announcement["data"]) {
  const name = alertNames.find((known) => known === alert);
  if (!name) return null;
  return {
    ...alertRules[name],
    value: isNumber(value) ? value : null,
    above: isNumber(above) ? above : null,
  };
}

const articled = (role: string | null): string => `${/^[aeiou]/.test(role ?? "") ? "an" : "a"} ${role}`;
const isNumber = (value: unknown): value is number => typeof value === "number";
const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** What has happened, in one sentence: the same in the portal, in e-mails and in webhooks. */
export function noticeSentence({ announcement: { kind, data }, names }: Told): string {
  const said: Names = {
    app: names.app?.name ?? "An app",
    version: names.version ? `version ${names.version.name}` : "a version",
    account: names.account ?? "an account",
    by: names.by ?? (audienceOf(kind) === "account" ? "A reviewer" : "Somebody"),
  };
  return sentences[kind](said, data);
}

/** The path in the portal where one sees to it. */
export function noticePlace({ announcement, names }: Told): string {
  const { kind, versionId, data } = announcement;
  const app = names.app && `/console/apps/${names.app.packageId}`;
  if (audienceOf(kind) === "reviewers") return versionId ? `/review/${versionId}` : "/review";
  switch (kind) {
    case "app.transferred":
      return app && data.came !== false ? app : "/console/apps";
    case "role.changed":
      return "/console";
    case "release.halted":
      return app ? `${app}/releases` : "/console";
    case "team.joined":
    case "team.left":
    case "team.invited":
    case "team.role_changed":
      return "/console/team";
    case "token.expiring":
      return "/console/tokens";
    case "webhook.paused":
      return `/console/webhooks/${text(data.webhook) ?? ""}`;
    case "sweep.stopped":
      return `/admin/retention/runs/${text(data.run) ?? ""}`;
    case "inventory.finished":
      return `/admin/reconciliation/runs/${text(data.run) ?? ""}`;
    case "alert.firing":
    case "alert.cleared":
      return "/admin/alerts";
    case "budget.exceeded":
      return "/admin/cost";
    default:
      return app ? `${app}${versionId ? `/versions/${versionId}` : ""}` : "/console/apps";
  }
}
