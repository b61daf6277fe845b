import {
  type AccessToken,
  isLiveToken,
  isTokenText,
  mostTokens,
  type NewAccessToken,
  newTokenText,
  tokenHash,
  tokenStart,
} from "../access-token.ts";
import { requireSignedIn, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type AccessTokenId, newId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** A token's last use is written down at most this often, so that reading stays reading. */
const touchEveryMs = 60 * 1000;

/**
 * Makes a token for a program of the actor's. Its text is known from here on to nobody but the caller.
 * @throws DomainError `token_not_allowed`, `token_limit_reached`.
 */
export async function createToken(
  { db, clock }: Ports,
  { actor, name, days }: { actor: UserActor } & NewAccessToken,
): Promise<{ token: AccessToken; text: string }> {
  requireSignedIn(actor);
  const now = clock.now();
  const text = newTokenText();
  const hash = await tokenHash(text);
  const token: AccessToken = {
    id: newId(now),
    userId: actor.userId,
    name,
    start: tokenStart(text),
    createdAt: now,
    expiresAt: new Date(now.getTime() + days * dayMs),
    lastUsedAt: null,
    revokedAt: null,
  };
  await db.transaction(async (stores) => {
    if (!(await stores.tokens.create(token, hash, mostTokens))) throw new DomainError("token_limit_reached");
    await stores.audit.append({
      actor,
      action: "token.created",
      subjectId: token.id,
      at: now,
      data: { name, days },
    });
  });
  return { token, text };
}

/** The actor's tokens, the newest first. @throws DomainError `token_not_allowed`. */
export async function listTokens({ db }: Ports, { actor }: { actor: UserActor }): Promise<AccessToken[]> {
  requireSignedIn(actor);
  return db.tokens.list(actor.userId);
}

/** Ends a token of the actor's at once. @throws DomainError `token_not_allowed`, `not_found`. */
export async function revokeToken(
  { db, clock }: Ports,
  { actor, tokenId }: { actor: UserActor; tokenId: AccessTokenId },
): Promise<void> {
  requireSignedIn(actor);
  const now = clock.now();
  await db.transaction(async (stores) => {
    if (!(await stores.tokens.revoke(actor.userId, tokenId, now))) throw new DomainError("not_found");
    await stores.audit.append({ actor, action: "token.revoked", subjectId: tokenId, at: now });
  });
}

/** For whom the bearer of this text acts; null when it is no token, an expired or a revoked one. */
export async function resolveToken(
  { db, clock }: Ports,
  { text }: { text: string },
): Promise<UserActor | null> {
  if (!isTokenText(text)) return null;
  const found = await db.tokens.findByHash(await tokenHash(text));
  const now = clock.now();
  if (!found || !isLiveToken(found.token, now)) return null;
  const { token, user } = found;
  if (token.lastUsedAt === null || now.getTime() - token.lastUsedAt.getTime() > touchEveryMs) {
    await db.tokens.touch(token.id, now);
  }
  return {
    kind: "user",
    userId: user.id,
    developerId: user.developerId,
    role: user.role,
    token: token.id,
  };
}
