import { isLive } from "../../account.ts";
import type { SessionStore, UserStore } from "../../ports/stores.ts";
import { type Access, copyOf, identityKey } from "./state.ts";

export function memoryUserStore({ read, write }: Access): UserStore {
  return {
    async findByIdentity(provider, subject) {
      const { identities, users } = read();
      return copyOf(users.get(identities.get(identityKey(provider, subject)) ?? ""));
    },

    create: (user, { provider, subject }) =>
      write((state) => {
        const key = identityKey(provider, subject);
        const known = state.users.get(state.identities.get(key) ?? "");
        if (known) return structuredClone(known);
        state.identities.set(key, user.id);
        state.users.set(user.id, structuredClone(user));
        state.developers.set(user.developerId, user.name);
        return user;
      }),

    updateProfile: ({ id, name, email, avatarUrl }) =>
      write(({ users }) => {
        const known = users.get(id);
        if (!known) throw new Error(`there is no user ${id}`);
        users.set(id, { ...known, name, email, avatarUrl });
      }),

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
      const { sessions, users } = read();
      const session = sessions.get(id);
      const user = session && users.get(session.userId);
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

    revoke: (userId, id, at) =>
      write(({ sessions }) => {
        const session = sessions.get(id);
        if (session?.userId !== userId || !isLive(session, at)) return false;
        sessions.set(id, { ...session, revokedAt: at });
        return true;
      }),
  };
}
