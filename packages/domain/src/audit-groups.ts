import { type AuditAction, type AuditEntry, auditActions, internalActions } from "./audit.ts";
import type { DeveloperId } from "./ids.ts";

/** What actions are about: the part before the dot. */
export type AuditGroup = AuditAction extends `${infer Group}.${string}` ? Group : never;

interface Group {
  words: string;
  /** Whose affair it is when nothing else is said: of the account that is acted for, or the store's alone. */
  of: "account" | "store";
}

/** What a person does with their own sessions is no affair of the accounts they belong to. */
export const auditGroups = {
  session: { words: "Sign-in and sessions", of: "store" },
  token: { words: "Access tokens", of: "account" },
  role: { words: "Roles in the store", of: "store" },
  account: { words: "Accounts", of: "account" },
  member: { words: "Members of accounts", of: "account" },
  invitation: { words: "Invitations", of: "account" },
  trust: { words: "Trusted publishing", of: "account" },
  quota: { words: "Limits of accounts", of: "store" },
  app: { words: "Apps", of: "account" },
  icon: { words: "Icons", of: "account" },
  screenshot: { words: "Screenshots", of: "account" },
  upload: { words: "Uploads", of: "account" },
  version: { words: "Versions", of: "account" },
  review: { words: "Reviews", of: "store" },
  review_policy: { words: "Review policy", of: "store" },
  track: { words: "Tracks", of: "account" },
  release: { words: "Releases", of: "account" },
  webhook: { words: "Webhooks", of: "account" },
  retention: { words: "Retention policy", of: "store" },
  hold: { words: "Holds", of: "store" },
  sweep: { words: "Sweeps", of: "store" },
  cost_settings: { words: "Cost settings", of: "store" },
  store_settings: { words: "Store settings", of: "store" },
  alert: { words: "Alerts", of: "store" },
  job: { words: "Jobs", of: "store" },
  inventory: { words: "Reconciliation", of: "store" },
  quarantine: { words: "Quarantine", of: "store" },
} as const satisfies Record<AuditGroup, Group>;
export const auditGroupNames = Object.keys(auditGroups) as readonly AuditGroup[];

/**
 * The account whose affair an entry is where neither its account nor its app says so: the one that is acted for. Null
 * for what is the store's alone, as is what reviewers do among themselves.
 */
export function actingAccount({ actor, action }: Pick<AuditEntry, "actor" | "action">): DeveloperId | null {
  const isStores = auditGroups[groupOf(action)].of === "store" || internal.has(action);
  return actor.kind === "user" && !isStores ? actor.developerId : null;
}

const internal: ReadonlySet<AuditAction> = new Set(internalActions);

export function groupOf(action: AuditAction): AuditGroup {
  return action.slice(0, action.indexOf(".")) as AuditGroup;
}

/** The actions of a group. */
export function actionsOf(group: AuditGroup): AuditAction[] {
  return auditActions.filter((action) => groupOf(action) === group);
}
