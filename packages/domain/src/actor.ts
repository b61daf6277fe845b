import { DomainError } from "./errors.ts";
import type { AccessTokenId, AppId, DeveloperId, TrustedExchangeId, UploadId, UserId } from "./ids.ts";
import {
  type AccountRole,
  type Permission,
  type PermissionRule,
  type PlatformRole,
  permissions,
  type TokenScope,
} from "./permission.ts";

/** A signed-in person, acting for one of the developer accounts they belong to. */
export interface UserActor {
  kind: "user";
  userId: UserId;
  developerId: DeveloperId;
  /** What they are in that account. */
  accountRole: AccountRole;
  role: PlatformRole;
  /**
   * The access token by which a program acts for the person; absent when they are signed in themselves. A program
   * is a `member`, whatever role its person has.
   */
  token?: TokenGrant;
  /** Where the request came from, salted: the same for the same address, and no address can be read from it. */
  from?: string;
}

/** What an access token stands for. */
export interface TokenGrant {
  /** In audit entries; of leave to upload the exchange it came from. */
  id: AccessTokenId | TrustedExchangeId;
  scopes: readonly TokenScope[];
  /** The one app it is good for; null for all of the account's. */
  appId: AppId | null;
  /** Of leave to upload that was got by trusted publishing: the one upload it has been used for, if any. */
  trusted?: { id: TrustedExchangeId; uploadId: UploadId | null };
}

/** The store itself: worker jobs and schedules. Sees everything, decides nothing. */
export interface SystemActor {
  kind: "system";
}

export type Actor = UserActor | SystemActor;
export const system: SystemActor = { kind: "system" };

/** Whether the actor may do that, with what is their own: whose something is, finders say. */
export function permits(actor: UserActor, permission: Permission): boolean {
  return refusal(actor, permission) === null;
}

/**
 * @throws DomainError `token_not_allowed` where only people may; `token_scope_missing`; `role_required` where it takes
 * a role in the store; `account_role_required` where the actor's role in the account is too small.
 */
export function requirePermission(actor: UserActor, permission: Permission): void {
  const refused = refusal(actor, permission);
  if (refused) throw refused;
}

function refusal(actor: UserActor, permission: Permission): DomainError | null {
  const rule: PermissionRule = permissions[permission];
  if (actor.token) {
    if (rule.scopes.length === 0) return new DomainError("token_not_allowed");
    if (!actor.token.scopes.some((scope) => rule.scopes.includes(scope))) {
      return new DomainError("token_scope_missing", {
        message: `This access token may not do that: it takes the scope ${rule.scopes.join(" or ")}. Make a token with it in the portal, under Tokens.`,
      });
    }
  }
  if (rule.platform.includes(actor.role) || rule.account.includes(actor.accountRole)) return null;
  if (rule.account.length === 0) return new DomainError("role_required");
  return new DomainError("account_role_required", {
    message: `In this account you are ${articled(actor.accountRole)}. That takes ${rule.account.map(articled).join(" or ")}: ask an owner.`,
  });
}

function articled(role: AccountRole): string {
  return `${role === "owner" ? "an" : "a"} ${role}`;
}

/** Admins review too; programs never do. */
export function canReview(actor: UserActor): boolean {
  return permits(actor, "review.decide");
}

export function isAdmin(actor: UserActor): boolean {
  return permits(actor, "store.administer");
}

/** @throws DomainError `role_required`; `token_not_allowed`, as programs administer nothing. */
export function requireAdmin(actor: UserActor): void {
  requirePermission(actor, "store.administer");
}

/** Whether a row is the actor's account's own, and one their token is good for. */
export function isOwn(actor: UserActor, row: { developerId: DeveloperId; appId: AppId }): boolean {
  const only = actor.token?.appId ?? null;
  return row.developerId === actor.developerId && (only === null || only === row.appId);
}
