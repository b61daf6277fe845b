import type { AccessToken, AccessTokenId, AccessTokenStore, UserId } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import type { AccessToken as AccessTokenRow } from "../generated/client.ts";
import { toUser, type UserRow, userAccount, userColumns } from "../rows/user-row.ts";

/** A token's columns beside those of its person. */
type Prefixed<Row> = { [Column in keyof Row as `token${Capitalize<string & Column>}`]: Row[Column] };

function toAccessToken({ hash: _, ...row }: AccessTokenRow): AccessToken {
  return { ...row, id: row.id as AccessTokenId, userId: row.userId as UserId };
}

export function createAccessTokenStore({ prisma, atomically }: Connection): AccessTokenStore {
  return {
    async create(token, hash, most) {
      return atomically(async (tx) => {
        // Admits a person's tokens one by one, so that the limit holds.
        await tx.$queryRaw`SELECT 1 AS held FROM users WHERE id = ${token.userId}::uuid FOR NO KEY UPDATE`;
        const live = await tx.accessToken.count({
          where: { userId: token.userId, revokedAt: null, expiresAt: { gt: token.createdAt } },
        });
        if (live >= most) return false;
        await tx.accessToken.create({ data: { ...token, hash }, select: { id: true } });
        return true;
      });
    },

    async findByHash(hash) {
      const rows = await prisma.$queryRaw<(Prefixed<AccessToken> & UserRow)[]>`
        SELECT t.id AS "tokenId", t.user_id AS "tokenUserId", t.name AS "tokenName", t.start AS "tokenStart",
          t.created_at AS "tokenCreatedAt", t.expires_at AS "tokenExpiresAt", t.last_used_at AS "tokenLastUsedAt",
          t.revoked_at AS "tokenRevokedAt", ${userColumns}
        FROM access_tokens t JOIN users u ON u.id = t.user_id ${userAccount}
        WHERE t.hash = ${hash}`;
      const [row] = rows;
      if (!row) return null;
      const token: AccessToken = {
        id: row.tokenId,
        userId: row.tokenUserId,
        name: row.tokenName,
        start: row.tokenStart,
        createdAt: row.tokenCreatedAt,
        expiresAt: row.tokenExpiresAt,
        lastUsedAt: row.tokenLastUsedAt,
        revokedAt: row.tokenRevokedAt,
      };
      return { token, user: toUser(row) };
    },

    async list(userId) {
      const rows = await prisma.accessToken.findMany({
        where: { userId, revokedAt: null },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: 100,
      });
      return rows.map(toAccessToken);
    },

    async touch(id, at) {
      await prisma.accessToken.updateMany({
        where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: at } }] },
        data: { lastUsedAt: at },
      });
    },

    async revoke(userId, id, at) {
      const { count } = await prisma.accessToken.updateMany({
        where: { id, userId, revokedAt: null },
        data: { revokedAt: at },
      });
      return count === 1;
    },
  };
}
