import type { UserActor } from "../actor.ts";
import type { SessionId, UserId } from "../ids.ts";
import type { AccountRole } from "../permission.ts";
import type { SampleStore } from "./sample-store.ts";

/** Somebody who is signed in. */
export interface SamplePerson {
  userId: UserId;
  sessionId: SessionId;
  /** Who they are now: the account they act for may change. */
  actor(): Promise<UserActor>;
}

/** Somebody with an account of their own, and a confirmed address. */
export async function addSamplePerson(
  store: SampleStore,
  name: string,
  email: string | null = `${name.toLowerCase()}@example.com`,
): Promise<SamplePerson> {
  const { user, session } = await store.app.signIn({
    identity: { provider: "github", subject: name, name, email, avatarUrl: null },
    userAgent: "test",
  });
  return {
    userId: user.id,
    sessionId: session.id,
    async actor() {
      const found = await store.app.resolveSession({ sessionId: session.id });
      if (!found) throw new Error(`${name} is not signed in`);
      return found.actor;
    },
  };
}

/** Somebody who joined the account of `owner` by an invitation, and acts for it. */
export async function addSampleMember(
  store: SampleStore,
  owner: UserActor,
  name: string,
  role: AccountRole,
): Promise<SamplePerson> {
  const person = await addSamplePerson(store, name);
  const { text } = await store.app.invite({ actor: owner, role, email: null });
  if (text === null) throw new Error("the invitation has no link");
  await store.app.acceptInvitation({ actor: await person.actor(), sessionId: person.sessionId, text });
  return person;
}

/** What a call that is refused says: its code, or what it gave. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (result) => result,
    (error: { code?: unknown }) => error.code ?? error,
  );
}
