import {
  type AccessToken,
  grantOf,
  isTokenText,
  mostTokens,
  type NewAccessToken,
  newTokenText,
  tokenStart,
  tokenStatus,
} from "../access-token.ts";
import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type AccessTokenId, newId } from "../ids.ts";
import { scopesOf } from "../permission.ts";
import type { Ports } from "../ports/ports.ts";
import { dayMs } from "../quota.ts";
import { secretHash } from "../secret-text.ts";
import { resolveUploadToken } from "./exchange-identity.ts";
import { requireOwnApp } from "./require-own-app.ts";

/** A token's last use is written down at most this often, so that reading stays reading. */
const touchEveryMs = 60 * 1000;
/** Tokens that have ended are still listed, so that whoever looks for why a pipeline stopped finds it. */
const endedShown = { days: 90, most: 20 } as const;

/**
 * Makes a token for a program of the actor's. Its text is known from here on to nobody but the caller.
 * @throws DomainError `token_not_allowed`, `token_limit_reached`, `token_scope_not_yours`, `not_found` for an app that is not the account's.
 */
export async function createToken(
  { db, clock }: Ports,
  { actor, name, days, scopes, app_id: appId }: { actor: UserActor } & NewAccessToken,
): Promise<{ token: AccessToken; text: string }> {
  requirePermission(actor, "self.manage");
  const beyond = scopes.filter((scope) => !scopesOf(actor.accountRole).includes(scope));
  if (beyond.length > 0) {
    throw new DomainError("token_scope_not_yours", {
      message: `In this account your role, ${actor.accountRole}, does not allow what the scope ${beyond.join(" or ")} is for. Choose less, or ask an owner.`,
    });
  }
  const now = clock.now();
  const text = newTokenText();
  const hash = await secretHash(text);
  const token: AccessToken = {
    id: newId(now),
    userId: actor.userId,
    developerId: actor.developerId,
    name,
    scopes,
    appId,
    start: tokenStart(text),
    createdAt: now,
    expiresAt: new Date(now.getTime() + days * dayMs),
    lastUsedAt: null,
    revokedAt: null,
  };
  await db.transaction(async (stores) => {
    if (appId !== null) await requireOwnApp(stores, actor, appId, "app.read");
    if (!(await stores.tokens.create(token, hash, mostTokens))) {
      throw new DomainError("token_limit_reached", {
        message: `You have ${mostTokens} access tokens that work, as many as one person can have. Revoke one you no longer need.`,
      });
    }
    await stores.audit.append({
      actor,
      action: "token.created",
      subjectId: token.id,
      at: now,
      data: { name, days, scopes: scopes.join(" "), app: appId },
    });
  });
  return { token, text };
}

/**
 * The actor's tokens: all that work, the newest first, and those that ended within the last 90 days, the latest
 * first and at most 20.
 * @throws DomainError `token_not_allowed`.
 */
export async function listTokens(
  { db, clock }: Ports,
  { actor }: { actor: UserActor },
): Promise<{ live: AccessToken[]; ended: AccessToken[] }> {
  requirePermission(actor, "self.manage");
  const now = clock.now();
  const [live, ended] = await Promise.all([
    db.tokens.listLive(actor.userId, now),
    db.tokens.listEnded(actor.userId, {
      since: new Date(now.getTime() - endedShown.days * dayMs),
      until: now,
      limit: endedShown.most,
    }),
  ]);
  return { live, ended };
}

/**
 * Ends a live token of the actor's at once.
 * @throws DomainError `token_not_allowed`, `not_found` also for one that has ended.
 */
export async function revokeToken(
  { db, clock }: Ports,
  { actor, tokenId }: { actor: UserActor; tokenId: AccessTokenId },
): Promise<void> {
  requirePermission(actor, "self.manage");
  const now = clock.now();
  await db.transaction(async (stores) => {
    if (!(await stores.tokens.revoke(actor.userId, tokenId, now))) throw new DomainError("not_found");
    await stores.audit.append({ actor, action: "token.revoked", subjectId: tokenId, at: now });
  });
}

/**
 * For whom the bearer of this text acts; null when it is no token, an expired or a revoked one. Whatever its person's
 * role, the bearer is a member: nobody who finds a token shall see what reviewers see.
 */
export async function resolveToken(ports: Ports, { text }: { text: string }): Promise<UserActor | null> {
  const { db, clock } = ports;
  if (!isTokenText(text)) return resolveUploadToken(ports, { text });
  const found = await db.tokens.findByHash(await secretHash(text));
  const now = clock.now();
  if (!found) return null;
  const { token, accountRole } = found;
  if (tokenStatus(token, now) !== "live") return null;
  if (token.lastUsedAt === null || now.getTime() - token.lastUsedAt.getTime() > touchEveryMs) {
    await db.tokens.touch(token.id, now);
  }
  return {
    kind: "user",
    userId: token.userId,
    developerId: token.developerId,
    accountRole,
    role: "member",
    token: grantOf(token),
  };
}
