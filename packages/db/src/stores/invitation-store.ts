import type {
  AccountRole,
  DeveloperId,
  InvitationId,
  InvitationStatus,
  InvitationStore,
  NamedInvitation,
  UserId,
} from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { type Invitation as InvitationRow, Prisma } from "../generated/client.ts";

type NamedRow = InvitationRow & { accountName: string; inviterName: string };

/** The hash stays behind: it is for looking up, and nothing else. */
function toInvitation({ hash, ...row }: NamedRow): NamedInvitation {
  return {
    ...row,
    id: row.id as InvitationId,
    developerId: row.developerId as DeveloperId,
    role: row.role as AccountRole,
    invitedBy: row.invitedBy as UserId,
    status: row.status as InvitationStatus,
    answeredBy: row.answeredBy as UserId | null,
    isSent: hash !== null,
  };
}

export function createInvitationStore({ prisma }: Connection): InvitationStore {
  const select = async (rest: Prisma.Sql): Promise<NamedInvitation[]> => {
    const rows = await prisma.$queryRaw<NamedRow[]>`
      SELECT i.id, i.developer_id AS "developerId", i.role, i.email, i.hash, i.invited_by AS "invitedBy",
        i.created_at AS "createdAt", i.expires_at AS "expiresAt", i.status, i.answered_at AS "answeredAt",
        i.answered_by AS "answeredBy", d.name AS "accountName", u.name AS "inviterName"
      FROM invitations i JOIN developers d ON d.id = i.developer_id JOIN users u ON u.id = i.invited_by ${rest}`;
    return rows.map(toInvitation);
  };

  return {
    async create(invitation, hash) {
      await prisma.invitation.createMany({ data: { ...invitation, hash } });
    },

    async find(id) {
      return (await select(Prisma.sql`WHERE i.id = ${id}::uuid`))[0] ?? null;
    },

    async findByHash(hash) {
      return (await select(Prisma.sql`WHERE i.hash = ${hash}`))[0] ?? null;
    },

    async countOpen(developerId, at) {
      return prisma.invitation.count({ where: { developerId, status: "open", expiresAt: { gt: at } } });
    },

    async listUnanswered(developerId, limit) {
      return select(
        Prisma.sql`WHERE i.developer_id = ${developerId}::uuid AND i.status = 'open'
          ORDER BY i.created_at DESC, i.id DESC LIMIT ${limit}`,
      );
    },

    async renew(id, to) {
      const { count } = await prisma.invitation.updateMany({ where: { id, status: "open" }, data: to });
      return count === 1;
    },

    async end(id, { status, by, at }) {
      const { count } = await prisma.invitation.updateMany({
        where: { id, status: "open" },
        data: { status, answeredAt: at, answeredBy: by },
      });
      return count === 1;
    },
  };
}
