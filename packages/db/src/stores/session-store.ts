import type { SessionStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma, type Session as SessionRow } from "../generated/client.ts";
import { toSession } from "../rows/session-row.ts";
import { toUser, type UserRow, userAccount, userColumns } from "../rows/user-row.ts";

/** Both have a developer account: the one the session chose, and the one its person acts for. */
type SessionWithUser = Omit<SessionRow, "developerId"> & { chosenDeveloperId: string | null } & UserRow;

export function createSessionStore({ prisma }: Connection): SessionStore {
  return {
    async create(session) {
      await prisma.session.create({ data: session, select: { id: true } });
    },

    async find(id) {
      const rows = await prisma.$queryRaw<SessionWithUser[]>`
        SELECT s.id, s.user_id AS "userId", s.provider, s.user_agent AS "userAgent",
          s.developer_id AS "chosenDeveloperId", s.created_at AS "createdAt",
          s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt", s.revoked_at AS "revokedAt", ${userColumns}
        FROM sessions s JOIN users u ON u.id = s.user_id ${userAccount(Prisma.sql`s.developer_id`)}
        WHERE s.id = ${id}::uuid`;
      return rows[0]
        ? {
            session: toSession({ ...rows[0], developerId: rows[0].chosenDeveloperId }),
            user: toUser(rows[0]),
          }
        : null;
    },

    async listLive(userId, at) {
      const rows = await prisma.session.findMany({
        where: { userId, revokedAt: null, expiresAt: { gt: at } },
        orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
      });
      return rows.map(toSession);
    },

    async touch(id, at) {
      await prisma.session.updateMany({ where: { id, lastSeenAt: { lt: at } }, data: { lastSeenAt: at } });
    },

    async choose(userId, id, developerId) {
      const changed = await prisma.$executeRaw`
        UPDATE sessions SET developer_id = ${developerId}::uuid
        WHERE id = ${id}::uuid AND user_id = ${userId}::uuid AND EXISTS (
          SELECT FROM memberships WHERE user_id = ${userId}::uuid AND developer_id = ${developerId}::uuid
        )`;
      return changed === 1;
    },

    async revoke(userId, id, at) {
      const { count } = await prisma.session.updateMany({
        where: { id, userId, revokedAt: null, expiresAt: { gt: at } },
        data: { revokedAt: at },
      });
      return count === 1;
    },
  };
}
