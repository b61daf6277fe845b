import { type AccessToken, isLiveToken } from "../../access-token.ts";
import type { AccessTokenStore } from "../../ports/stores.ts";
import type { Access } from "./state.ts";

export function memoryAccessTokenStore({ read, write }: Access): AccessTokenStore {
  return {
    create: (token, hash, most) =>
      write(({ tokens }) => {
        const live = [...tokens.values()].filter(
          (one) => one.userId === token.userId && isLiveToken(one, token.createdAt),
        );
        if (live.length >= most) return false;
        tokens.set(token.id, { ...structuredClone(token), hash });
        return true;
      }),

    async findByHash(hash) {
      const { tokens, users } = read();
      const row = [...tokens.values()].find((one) => one.hash === hash);
      const user = row && users.get(row.userId);
      return user ? structuredClone({ token: withoutHash(row), user }) : null;
    },

    async list(userId) {
      return [...read().tokens.values()]
        .filter((token) => token.userId === userId && token.revokedAt === null)
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
        .slice(0, 100)
        .map((row) => structuredClone(withoutHash(row)));
    },

    touch: (id, at) =>
      write(({ tokens }) => {
        const token = tokens.get(id);
        if (token && (token.lastUsedAt ?? token.createdAt) <= at)
          tokens.set(id, { ...token, lastUsedAt: at });
      }),

    revoke: (userId, id, at) =>
      write(({ tokens }) => {
        const token = tokens.get(id);
        if (token?.userId !== userId || token.revokedAt !== null) return false;
        tokens.set(id, { ...token, revokedAt: at });
        return true;
      }),
  };
}

function withoutHash({ hash: _, ...token }: AccessToken & { hash: string }): AccessToken {
  return token;
}
