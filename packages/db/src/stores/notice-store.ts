import type { NoticeChoice, NoticeKind, NoticeStore, UserId } from "@mosis/domain";
import { candidates, concerned } from "../concerned.ts";
import type { Connection } from "../connection.ts";

export function createNoticeStore({ prisma }: Connection): NoticeStore {
  return {
    async tell({ id }, { byDefault, after, limit }) {
      const [row] = await prisma.$queryRaw<{ mailed: UserId[]; last: UserId | null }[]>`
        WITH people AS MATERIALIZED (
          SELECT u.id, a.id AS announcement_id, a.kind, coalesce(c.portal, ${byDefault.portal}) AS portal,
            coalesce(c.mail, ${byDefault.mail}) AND u.email IS NOT NULL AS mail
          FROM announcements a CROSS JOIN LATERAL ${candidates} one JOIN users u ON u.id = one.id
            LEFT JOIN notice_choices c ON c.user_id = u.id AND c.kind = a.kind
          WHERE a.id = ${id}::uuid AND ${concerned} AND (${after}::uuid IS NULL OR u.id > ${after}::uuid)
          ORDER BY u.id LIMIT ${limit}
        ), told AS (
          INSERT INTO notices (user_id, announcement_id, kind, shown)
          SELECT id, announcement_id, kind, portal FROM people WHERE portal OR mail
          ON CONFLICT DO NOTHING
          RETURNING user_id
        )
        SELECT
          ARRAY(SELECT p.id FROM people p JOIN told t ON t.user_id = p.id WHERE p.mail ORDER BY p.id) AS mailed,
          (SELECT p.id FROM people p ORDER BY p.id DESC LIMIT 1) AS last`;
      return { mailed: row?.mailed ?? [], last: row?.last ?? null };
    },

    async findRecipient({ id }, userId, byDefault) {
      const [row] = await prisma.$queryRaw<{ name: string; address: string }[]>`
        SELECT u.name, u.email AS address
        FROM announcements a JOIN users u ON u.id = ${userId}::uuid
          LEFT JOIN notice_choices c ON c.user_id = u.id AND c.kind = a.kind
        WHERE a.id = ${id}::uuid AND ${concerned} AND u.email IS NOT NULL
          AND coalesce(c.mail, ${byDefault.mail})`;
      return row ?? null;
    },

    async markRead(userId, ids, at) {
      const { count } = await prisma.notice.updateMany({
        where: { userId, shown: true, readAt: null, ...(ids && { announcementId: { in: [...ids] } }) },
        data: { readAt: at },
      });
      return count;
    },

    async listChoices(userId) {
      const rows = await prisma.noticeChoice.findMany({ where: { userId }, orderBy: { kind: "asc" } });
      return rows.map(({ kind, portal, mail }): NoticeChoice => ({ kind: kind as NoticeKind, portal, mail }));
    },

    async choose(userId, { kind, portal, mail }) {
      await prisma.$executeRaw`
        INSERT INTO notice_choices (user_id, kind, portal, mail) VALUES (${userId}::uuid, ${kind}, ${portal}, ${mail})
        ON CONFLICT (user_id, kind) DO UPDATE SET portal = excluded.portal, mail = excluded.mail`;
    },

    async endMail(userId, kind, { portal }) {
      const count = await prisma.$executeRaw`
        INSERT INTO notice_choices (user_id, kind, portal, mail)
        SELECT id, ${kind}, ${portal}, false FROM users WHERE id = ${userId}::uuid
        ON CONFLICT (user_id, kind) DO UPDATE SET mail = false`;
      return count === 1;
    },

    async findAddress(userId) {
      const row = await prisma.user.findUnique({ where: { id: userId }, select: { email: true } });
      return row?.email ?? null;
    },

    forget: (before, limit) => prisma.$executeRaw`
      DELETE FROM notices n USING (
        SELECT n.user_id, n.announcement_id
        FROM announcements a JOIN notices n ON n.announcement_id = a.id
        WHERE a.at < ${before.read}::timestamptz
          AND (n.read_at IS NOT NULL OR NOT n.shown OR a.at < ${before.unread}::timestamptz)
        LIMIT ${limit}
      ) old
      WHERE n.user_id = old.user_id AND n.announcement_id = old.announcement_id`,
  };
}
