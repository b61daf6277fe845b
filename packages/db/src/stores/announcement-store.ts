import type { AnnouncementId, AnnouncementStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { type ToldRow, toldColumns, toldNames, toTold } from "../rows/told-row.ts";

export function createAnnouncementStore({ prisma }: Connection): AnnouncementStore {
  return {
    async addAll(announcements) {
      const added = await prisma.announcement.createManyAndReturn({
        data: announcements.map(({ by, ...one }) => ({ ...one, data: { ...one.data }, causedBy: by })),
        skipDuplicates: true,
        select: { id: true },
      });
      return added.map(({ id }) => id as AnnouncementId);
    },

    async find(id) {
      const [row] = await prisma.$queryRaw<ToldRow[]>`
        SELECT ${toldColumns} FROM announcements a ${toldNames} WHERE a.id = ${id}::uuid`;
      return row ? toTold(row) : null;
    },

    forget: (before, limit) => prisma.$executeRaw`
      DELETE FROM announcements WHERE id IN (
        SELECT a.id FROM announcements a
        WHERE a.at < ${before}::timestamptz
          AND NOT EXISTS (SELECT FROM notices n WHERE n.announcement_id = a.id)
          AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.announcement_id = a.id)
        LIMIT ${limit}
      )`,
  };
}
