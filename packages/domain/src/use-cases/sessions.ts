import { actorOf, isLive, type Session, type User } from "../account.ts";
import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { SessionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";

/** A session's last use is written down at most this often, so that reading stays reading. */
const touchEveryMs = 5 * 60 * 1000;

/** Who is behind a session id; null when the session is unknown, expired or revoked. */
export async function resolveSession(
  { db, clock }: Ports,
  { sessionId }: { sessionId: SessionId },
): Promise<{ user: User; session: Session; actor: UserActor } | null> {
  const found = await db.sessions.find(sessionId);
  const now = clock.now();
  if (!found || !isLive(found.session, now)) return null;
  if (now.getTime() - found.session.lastSeenAt.getTime() > touchEveryMs)
    await db.sessions.touch(sessionId, now);
  const { user } = found;
  return {
    ...found,
    actor: actorOf(user),
  };
}

/** The actor's live sessions, the most recently used first. */
export async function listSessions(
  { db, clock }: Ports,
  { actor }: { actor: UserActor },
): Promise<Session[]> {
  requirePermission(actor, "self.manage");
  return db.sessions.listLive(actor.userId, clock.now());
}

/** Ends one of the actor's own sessions at once, on whatever device it is. */
export async function revokeSession(
  { db, clock }: Ports,
  { actor, sessionId }: { actor: UserActor; sessionId: SessionId },
): Promise<void> {
  requirePermission(actor, "self.manage");
  const now = clock.now();
  await db.transaction(async (stores) => {
    if (!(await stores.sessions.revoke(actor.userId, sessionId, now))) throw new DomainError("not_found");
    await stores.audit.append({ actor, action: "session.revoked", subjectId: sessionId, at: now });
  });
}
