import { actorOf, Identity, type Session, sessionLifetimeMs, type User } from "../account.ts";
import { newId, type SessionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";

/**
 * Signs a person in whose identity a provider has vouched for: finds or creates them, with a developer account
 * of their own, and starts a session. The session they had in this browser, whoever's it was, ends.
 */
export async function signIn(
  { db, clock }: Ports,
  {
    identity: claimed,
    userAgent,
    from,
    replaces = null,
  }: { identity: Identity; userAgent: string; from?: string; replaces?: SessionId | null },
): Promise<{ user: User; session: Session }> {
  const identity = Identity.parse(claimed);
  const now = clock.now();
  return db.transaction(async (stores) => {
    const profile = { name: identity.name, email: identity.email, avatarUrl: identity.avatarUrl };
    const known = await stores.users.findByIdentity(identity.provider, identity.subject);
    // A demo name is typed anew each time and says nothing about the person; GitHub's profile is kept current.
    const user = known
      ? { ...known, ...(identity.provider !== "demo" && profile) }
      : await stores.users.create(
          {
            id: newId(now),
            developerId: newId(now),
            accountRole: "owner",
            role: "member",
            createdAt: now,
            ...profile,
          },
          identity,
        );
    if (known) await stores.users.updateProfile(user);
    const session: Session = {
      id: newId(now),
      userId: user.id,
      provider: identity.provider,
      userAgent: userAgent.slice(0, 255),
      developerId: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + sessionLifetimeMs),
      revokedAt: null,
    };
    if (replaces !== null) await endSession(stores, replaces, now);
    await stores.sessions.create(session);
    await stores.audit.append({
      actor: { ...actorOf(user), ...(from && { from }) },
      action: "session.started",
      subjectId: session.id,
      at: now,
      data: { provider: identity.provider },
    });
    return { user, session };
  });
}

async function endSession(stores: Stores, sessionId: SessionId, at: Date): Promise<void> {
  const found = await stores.sessions.find(sessionId);
  if (!found || !(await stores.sessions.revoke(found.user.id, sessionId, at))) return;
  const data = { because: "session.started" };
  await stores.audit.append({
    actor: actorOf(found.user),
    action: "session.revoked",
    subjectId: sessionId,
    at,
    data,
  });
}
