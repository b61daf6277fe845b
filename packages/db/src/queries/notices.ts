import { latestNotices, mostCounted, type Notice, type NoticeQueries } from "@mosis/domain";
import { concerned } from "../concerned.ts";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type ToldRow, toldColumns, toldNames, toTold } from "../rows/told-row.ts";
import { contains, readPage } from "./search.ts";

type Row = ToldRow & { readAt: Date | null };

const toNotice = ({ readAt, ...told }: Row): Notice => ({ ...toTold(told), readAt });

/** Notices that are shown to somebody, with their announcements. */
const shown = Prisma.sql`notices n JOIN announcements a ON a.id = n.announcement_id JOIN users u ON u.id = n.user_id`;

export function noticeQueries(prisma: PrismaClient): NoticeQueries {
  return {
    listNotices: (actor, query) =>
      readPage<Row, Notice>(prisma, query, {
        select: Prisma.sql`${toldColumns}, n.read_at AS "readAt"`,
        // Searches look at the names too.
        from: Prisma.sql`${shown} ${toldNames}`,
        where: Prisma.sql`n.user_id = ${actor.userId}::uuid AND n.shown AND ${concerned}
          AND (${query.kind}::text IS NULL OR n.kind = ${query.kind})
          AND (${query.show === "all"} OR n.read_at IS NULL)
          AND ${contains(query.search, [
            Prisma.sql`app.name`,
            Prisma.sql`app.package_id`,
            Prisma.sql`account.name`,
            Prisma.sql`causer.name`,
          ])}`,
        orderBy: Prisma.sql`n.announcement_id DESC`,
        toItem: toNotice,
      }),

    async readBell(actor) {
      const [latest, [counted]] = await Promise.all([
        prisma.$queryRaw<Row[]>`
          SELECT ${toldColumns}, n.read_at AS "readAt" FROM ${shown} ${toldNames}
          WHERE n.user_id = ${actor.userId}::uuid AND n.shown AND ${concerned}
          ORDER BY n.announcement_id DESC LIMIT ${latestNotices}`,
        prisma.$queryRaw<{ unread: number }[]>`
          SELECT count(*)::int AS unread FROM (
            SELECT FROM ${shown}
            WHERE n.user_id = ${actor.userId}::uuid AND n.shown AND n.read_at IS NULL AND ${concerned}
            LIMIT ${mostCounted}
          ) AS unread_notices`,
      ]);
      return { unread: counted?.unread ?? 0, latest: latest.map(toNotice) };
    },
  };
}
