import type { PlatformRole, User, UserId, UserStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { toUser, type UserRow, userAccount, userColumns } from "../rows/user-row.ts";

export function createUserStore({ prisma }: Connection): UserStore {
  const findByIdentity: UserStore["findByIdentity"] = async (provider, subject) => {
    const rows = await prisma.$queryRaw<UserRow[]>`
      SELECT ${userColumns}
      FROM identities i JOIN users u ON u.id = i.user_id ${userAccount()}
      WHERE i.provider = ${provider} AND i.subject = ${subject}`;
    return rows[0] ? toUser(rows[0]) : null;
  };

  return {
    findByIdentity,

    async create(user, { provider, subject }) {
      // One statement, so that of two first sign-ins at once the later one waits for the identity and adds
      // nothing. Foreign keys are checked at its end, when all four rows are there.
      const added = await prisma.$executeRaw`
        WITH claimed AS (
          INSERT INTO identities (provider, subject, user_id, created_at)
          VALUES (${provider}, ${subject}, ${user.id}::uuid, ${user.createdAt}::timestamptz)
          ON CONFLICT DO NOTHING
          RETURNING user_id, created_at
        ), person AS (
          INSERT INTO users (id, name, email, avatar_url, role, created_at)
          SELECT user_id, ${user.name}, ${user.email}, ${user.avatarUrl}, ${user.role}, created_at FROM claimed
        ), account AS (
          INSERT INTO developers (id, name, created_at)
          SELECT ${user.developerId}::uuid, ${user.name}, created_at FROM claimed
        )
        INSERT INTO memberships (developer_id, user_id, role, created_at)
        SELECT ${user.developerId}::uuid, user_id, ${user.accountRole}, created_at FROM claimed`;
      const known = added === 1 ? user : await findByIdentity(provider, subject);
      if (!known) throw new Error("an identity exists without its person");
      return known;
    },

    async updateProfile({ id, name, email, avatarUrl }: User) {
      await prisma.user.update({ where: { id }, data: { name, email, avatarUrl }, select: { id: true } });
    },

    async holdAdmins() {
      const rows = await prisma.$queryRaw<{ id: UserId }[]>`
        SELECT id FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE`;
      return rows.map(({ id }) => id);
    },

    async findPerson(id) {
      const row = await prisma.user.findUnique({ where: { id } });
      return row && { ...row, id: row.id as UserId, role: row.role as PlatformRole };
    },

    async setRole(id, role) {
      const { count } = await prisma.user.updateMany({ where: { id }, data: { role } });
      return count === 1;
    },
  };
}
