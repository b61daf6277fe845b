import type { AccountRole, AccountStore, AppId, DeveloperId, Member, UserId } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma } from "../generated/client.ts";

interface MemberRow {
  userId: string;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: string;
  joinedAt: Date;
  lastSeenAt: Date | null;
}

const toMember = (row: MemberRow): Member => ({
  ...row,
  userId: row.userId as UserId,
  role: row.role as AccountRole,
});

export function createAccountStore({ prisma, inTransaction, atomically }: Connection): AccountStore {
  const members = (where: Prisma.Sql): Promise<MemberRow[]> => prisma.$queryRaw<MemberRow[]>`
    SELECT u.id AS "userId", u.name, u.email, u.avatar_url AS "avatarUrl", m.role, m.created_at AS "joinedAt",
      (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS "lastSeenAt"
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE ${where}
    ORDER BY array_position(ARRAY['owner', 'maintainer', 'viewer'], m.role), lower(u.name) COLLATE "C", u.id`;

  return {
    async find(id) {
      const row = await prisma.developer.findUnique({
        where: { id },
        select: { id: true, name: true, createdAt: true },
      });
      return row && { ...row, id: row.id as DeveloperId };
    },

    async create(account, { userId, role }) {
      await atomically(async (tx) => {
        await tx.developer.createMany({ data: account });
        await tx.membership.createMany({
          data: { developerId: account.id, userId, role, createdAt: account.createdAt },
        });
      });
    },

    async rename(id, name) {
      await prisma.developer.updateMany({ where: { id }, data: { name } });
    },

    async lock(id) {
      if (!inTransaction) throw new Error("rows can be locked inside a transaction only");
      // Holds up other changes, but not rows that merely refer to it.
      await prisma.$queryRaw`SELECT 1 AS held FROM developers WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    },

    async lockPerson(id) {
      if (!inTransaction) throw new Error("rows can be locked inside a transaction only");
      await prisma.$queryRaw`SELECT 1 AS held FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    },

    async listOf(userId) {
      const rows = await prisma.$queryRaw<
        { id: string; name: string; createdAt: Date; role: string; members: bigint }[]
      >`
        SELECT d.id, d.name, d.created_at AS "createdAt", m.role,
          (SELECT count(*) FROM memberships o WHERE o.developer_id = d.id) AS members
        FROM memberships m JOIN developers d ON d.id = m.developer_id
        WHERE m.user_id = ${userId}::uuid ORDER BY m.created_at, d.id`;
      return rows.map(({ members: count, ...row }) => ({
        ...row,
        id: row.id as DeveloperId,
        role: row.role as AccountRole,
        members: Number(count),
      }));
    },

    async listMembers(id) {
      return (await members(Prisma.sql`m.developer_id = ${id}::uuid`)).map(toMember);
    },

    async findMember(id, userId) {
      const [row] = await members(Prisma.sql`m.developer_id = ${id}::uuid AND m.user_id = ${userId}::uuid`);
      return row ? toMember(row) : null;
    },

    async countOwners(id) {
      return prisma.membership.count({ where: { developerId: id, role: "owner" } });
    },

    async addMember(id, { userId, role, at }) {
      const data = { developerId: id, userId, role, createdAt: at };
      const { count } = await prisma.membership.createMany({ data, skipDuplicates: true });
      return count === 1;
    },

    async setRole(id, userId, role) {
      const { count } = await prisma.membership.updateMany({
        where: { developerId: id, userId },
        data: { role },
      });
      return count === 1;
    },

    async removeMember(id, userId) {
      const { count } = await prisma.membership.deleteMany({ where: { developerId: id, userId } });
      return count === 1;
    },

    async findOwnWithApp(userId, packageId) {
      const row = await prisma.app.findFirst({
        where: { packageId, developer: { members: { some: { userId } } } },
        select: { id: true, developer: { select: { id: true, name: true, createdAt: true } } },
      });
      return row && { ...row.developer, id: row.developer.id as DeveloperId, appId: row.id as AppId };
    },
  };
}
