import { z } from "zod";
import type { AuditAction, AuditFacts, AuditState } from "./audit.ts";
import { type AuditGroup, auditGroupNames } from "./audit-groups.ts";
import type { AccessTokenId, AppId, DeveloperId, TrustedExchangeId, UserId } from "./ids.ts";
import { dayMs } from "./quota.ts";

const filterId = <Id>() =>
  z
    .uuid()
    .transform((text) => text as Id)
    .nullable()
    .catch(null)
    .default(null);

/** Which entries of the audit log are asked for: all of them, or those that everything given is true of. */
export const AuditQuery = z.object({
  /** A person's name, an app, an action, or any id. */
  search: z.string().trim().max(100).catch("").default(""),
  user: filterId<UserId>(),
  account: filterId<DeveloperId>(),
  app: filterId<AppId>(),
  subject: filterId<string>(),
  group: z
    .enum(auditGroupNames as [AuditGroup, ...AuditGroup[]])
    .nullable()
    .catch(null)
    .default(null),
  /** The first and the last day, UTC. */
  from: z.iso.date().nullable().catch(null).default(null),
  to: z.iso.date().nullable().catch(null).default(null),
  /** Only entries written before the one of this number: the log grows at its head, so pages go by number. */
  before: z.coerce.bigint().positive().nullable().catch(null).default(null),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

/** Longest span of an export, days. */
export const mostExportDays = 366;

/** An export says from when to when. */
export const AuditExport = AuditQuery.omit({ before: true })
  .extend({
    from: z.iso.date(),
    to: z.iso.date(),
    format: z.enum(["csv", "ndjson"]).default("csv"),
  })
  .refine(({ from, to }) => from <= to && (Date.parse(to) - Date.parse(from)) / dayMs < mostExportDays, {
    path: ["to"],
    message: `Choose a span of at most ${mostExportDays} days.`,
  });
export type AuditExport = z.infer<typeof AuditExport>;

/** An entry of the audit log, with the names of what it mentions, as far as they are there. */
export interface AuditItem {
  /** Grows; one that began earlier may be committed later. */
  id: bigint;
  /** Its place in the chain. */
  sequence: bigint;
  at: Date;
  /** Who did it; null for the store itself. */
  by: { id: UserId; name: string | null; accountId: DeveloperId | null; accountName: string | null } | null;
  accessTokenId: AccessTokenId | TrustedExchangeId | null;
  cameFrom: string | null;
  action: AuditAction;
  subjectId: string;
  /** Whose affair it is. */
  account: { id: DeveloperId; name: string | null } | null;
  app: { id: AppId; name: string | null; packageId: string | null } | null;
  data: AuditFacts;
  before: AuditState | null;
  after: AuditState | null;
}

/** Entries of one page, the latest first. */
export interface AuditPage {
  items: AuditItem[];
  /** Where the next page begins; null on the last one. */
  next: bigint | null;
}

/** The last link of the chain; null for a log without entries. */
export interface AuditHead {
  sequence: bigint;
  /** Lower-case hex. */
  hash: string;
}
