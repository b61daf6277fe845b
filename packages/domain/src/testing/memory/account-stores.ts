import { isLive, type User } from "../../account.ts";
import type { DeveloperId } from "../../ids.ts";
import type { SessionStore, UserStore } from "../../ports/stores.ts";
import { type Access, copyOf, identityKey, type State } from "./state.ts";

/** The person with the account they act for: the chosen one as long as they belong to it, else their first. */
function userIn(state: State, id: string | undefined, chosen: DeveloperId | null = null): User | null {
  const person = state.users.get(id ?? "");
  const [account] = [...state.memberships.values()]
    .filter(({ userId }) => userId === person?.id)
    .sort(
      (a, b) =>
        Number(b.developerId === chosen) - Number(a.developerId === chosen) ||
        a.createdAt.getTime() - b.createdAt.getTime() ||
        (a.developerId < b.developerId ? -1 : 1),
    );
  return person && account
    ? { ...person, developerId: account.developerId, accountRole: account.role }
    : null;
}

export function memoryUserStore({ read, write }: Access): UserStore {
  return {
    async findByIdentity(provider, subject) {
      const state = read();
      return copyOf(userIn(state, state.identities.get(identityKey(provider, subject))));
    },

    create: (user, { provider, subject }) =>
      write((state) => {
        const key = identityKey(provider, subject);
        const known = userIn(state, state.identities.get(key));
        if (known) return structuredClone(known);
        state.identities.set(key, user.id);
        const { developerId, accountRole, ...person } = user;
        state.users.set(user.id, structuredClone(person));
        state.developers.set(developerId, user.name);
        state.developersSince.set(developerId, user.createdAt);
        const { id: userId, createdAt } = user;
        state.memberships.set(`${developerId} ${userId}`, {
          developerId,
          userId,
          role: accountRole,
          createdAt,
        });
        return user;
      }),

    updateProfile: ({ id, name, email, avatarUrl }) =>
      write(({ users }) => {
        const known = users.get(id);
        if (!known) throw new Error(`there is no user ${id}`);
        users.set(id, { ...known, name, email, avatarUrl });
      }),

    async holdAdmins() {
      const admins = [...read().users.values()].filter(({ role }) => role === "admin");
      return admins.map(({ id }) => id).sort();
    },

    findPerson: async (id) => copyOf(read().users.get(id)),

    setRole: (id, role) =>
      write(({ users }) => {
        const known = users.get(id);
        if (known) users.set(id, { ...known, role });
        return known !== undefined;
      }),
  };
}

export function memorySessionStore({ read, write }: Access): SessionStore {
  return {
    create: (session) => write(({ sessions }) => void sessions.set(session.id, structuredClone(session))),

    async find(id) {
      const state = read();
      const session = state.sessions.get(id);
      const user = session && userIn(state, session.userId, session.developerId);
      return user ? structuredClone({ session, user }) : null;
    },

    async listLive(userId, at) {
      return [...read().sessions.values()]
        .filter((session) => session.userId === userId && isLive(session, at))
        .sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime() || (a.id < b.id ? 1 : -1))
        .map((session) => structuredClone(session));
    },

    touch: (id, at) =>
      write(({ sessions }) => {
        const session = sessions.get(id);
        if (session && session.lastSeenAt < at) sessions.set(id, { ...session, lastSeenAt: at });
      }),

    choose: (userId, id, developerId) =>
      write(({ sessions, memberships }) => {
        const session = sessions.get(id);
        if (session?.userId !== userId || !memberships.has(`${developerId} ${userId}`)) return false;
        sessions.set(id, { ...session, developerId });
        return true;
      }),

    revoke: (userId, id, at) =>
      write(({ sessions }) => {
        const session = sessions.get(id);
        if (session?.userId !== userId || !isLive(session, at)) return false;
        sessions.set(id, { ...session, revokedAt: at });
        return true;
      }),
  };
}
