import { type AccessToken, tokenEnd, tokenStatus } from "../../access-token.ts";
import type { AccessTokenStore } from "../../ports/stores.ts";
import type { Access, State } from "./state.ts";

export function memoryAccessTokenStore({ read, write }: Access): AccessTokenStore {
  const listed = (state: State, keep: (token: AccessToken) => boolean, order: (token: AccessToken) => Date) =>
    [...state.tokens.values()]
      .map(({ hash: _, ...token }) => token)
      .filter(keep)
      .sort((a, b) => order(b).getTime() - order(a).getTime() || (a.id < b.id ? 1 : -1))
      .map((token) => structuredClone(token));

  const live = (state: State, userId: AccessToken["userId"], at: Date) =>
    listed(
      state,
      (token) => token.userId === userId && tokenStatus(token, at) === "live",
      ({ createdAt }) => createdAt,
    );

  return {
    create: (token, hash, most) =>
      write((state) => {
        if (live(state, token.userId, token.createdAt).length >= most) return false;
        if ([...state.tokens.values()].some((one) => one.hash === hash)) throw new Error("the hash is taken");
        state.tokens.set(token.id, { ...structuredClone(token), hash });
        return true;
      }),

    async findByHash(hash) {
      const { tokens, memberships } = read();
      const row = [...tokens.values()].find((one) => one.hash === hash);
      if (!row) return null;
      const { hash: _, ...token } = row;
      const membership = memberships.get(`${token.developerId} ${token.userId}`);
      return membership ? structuredClone({ token, accountRole: membership.role }) : null;
    },

    listLive: async (userId, at) => live(read(), userId, at),

    async listEnded(userId, { since, until, limit }) {
      const ended = listed(
        read(),
        (token) => token.userId === userId && tokenStatus(token, until) !== "live" && tokenEnd(token) > since,
        tokenEnd,
      );
      return ended.slice(0, limit);
    },

    touch: (id, at) =>
      write(({ tokens }) => {
        const token = tokens.get(id);
        if (token && (token.lastUsedAt === null || token.lastUsedAt < at))
          tokens.set(id, { ...token, lastUsedAt: at });
      }),

    revokeAll: (of, at) =>
      write(({ tokens }) => {
        for (const [id, token] of tokens) {
          const isMeant =
            "appId" in of
              ? token.appId === of.appId
              : token.userId === of.userId && token.developerId === of.developerId;
          if (isMeant && tokenStatus(token, at) === "live") tokens.set(id, { ...token, revokedAt: at });
        }
      }),

    claimExpiring: ({ at, until, limit }) =>
      write(({ tokens, reminded }) => {
        const due = [...tokens.values()]
          .filter(
            (token) =>
              tokenStatus(token, at) === "live" &&
              token.expiresAt <= until &&
              2 * at.getTime() >= token.createdAt.getTime() + token.expiresAt.getTime() &&
              !reminded.has(token.id),
          )
          .sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime() || (a.id < b.id ? -1 : 1))
          .slice(0, limit);
        for (const { id } of due) reminded.add(id);
        return due.map(({ hash: _, ...token }) => structuredClone(token));
      }),

    revoke: (userId, id, at) =>
      write(({ tokens }) => {
        const token = tokens.get(id);
        if (token?.userId !== userId || tokenStatus(token, at) !== "live") return false;
        tokens.set(id, { ...token, revokedAt: at });
        return true;
      }),
  };
}
