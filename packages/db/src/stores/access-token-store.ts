import type { AccessTokenStore, AccountRole } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { toAccessToken } from "../rows/access-token-row.ts";

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
        await tx.accessToken.create({
          data: { ...token, scopes: [...token.scopes], hash },
          select: { id: true },
        });
        return true;
      });
    },

    async findByHash(hash) {
      const rows = await prisma.$queryRaw<(Parameters<typeof toAccessToken>[0] & { accountRole: string })[]>`
        SELECT t.id, t.user_id AS "userId", t.developer_id AS "developerId", t.name, t.scopes, t.app_id AS "appId",
          t.start, m.role AS "accountRole", t.created_at AS "createdAt", t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt",
          t.revoked_at AS "revokedAt"
        FROM access_tokens t JOIN memberships m ON m.developer_id = t.developer_id AND m.user_id = t.user_id
        WHERE t.hash = ${hash}`;
      const [row] = rows;
      return row ? { token: toAccessToken(row), accountRole: row.accountRole as AccountRole } : null;
    },

    async listLive(userId, at) {
      const rows = await prisma.accessToken.findMany({
        where: { userId, revokedAt: null, expiresAt: { gt: at } },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      });
      return rows.map(toAccessToken);
    },

    async listEnded(userId, { since, until, limit }) {
      const rows = await prisma.$queryRaw<Parameters<typeof toAccessToken>[0][]>`
        SELECT id, user_id AS "userId", developer_id AS "developerId", name, scopes, app_id AS "appId", start, created_at AS "createdAt",
          expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
        FROM access_tokens
        WHERE user_id = ${userId}::uuid AND (revoked_at IS NOT NULL OR expires_at <= ${until}::timestamptz)
          AND COALESCE(revoked_at, expires_at) > ${since}::timestamptz
        ORDER BY COALESCE(revoked_at, expires_at) DESC, id DESC
        LIMIT ${limit}`;
      return rows.map(toAccessToken);
    },

    async touch(id, at) {
      await prisma.accessToken.updateMany({
        where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: at } }] },
        data: { lastUsedAt: at },
      });
    },

    async revokeAll(of, at) {
      await prisma.accessToken.updateMany({
        where: { ...of, revokedAt: null, expiresAt: { gt: at } },
        data: { revokedAt: at },
      });
    },

    async claimExpiring({ at, until, limit }) {
      const rows = await prisma.$queryRaw<Parameters<typeof toAccessToken>[0][]>`
        WITH claimed AS (
          UPDATE access_tokens SET reminded_at = ${at}::timestamptz WHERE id IN (
            SELECT id FROM access_tokens
            WHERE revoked_at IS NULL AND reminded_at IS NULL
              AND expires_at > ${at}::timestamptz AND expires_at <= ${until}::timestamptz
              AND ${at}::timestamptz >= created_at + (expires_at - created_at) / 2
            ORDER BY expires_at, id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
          ) RETURNING *
        )
        SELECT id, user_id AS "userId", developer_id AS "developerId", name, scopes, app_id AS "appId", start,
          created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
        FROM claimed ORDER BY expires_at, id`;
      return rows.map(toAccessToken);
    },

    async revoke(userId, id, at) {
      const { count } = await prisma.accessToken.updateMany({
        where: { id, userId, revokedAt: null, expiresAt: { gt: at } },
        data: { revokedAt: at },
      });
      return count === 1;
    },
  };
}
