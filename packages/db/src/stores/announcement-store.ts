import type { AnnouncementStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createAnnouncementStore({ prisma }: Connection): AnnouncementStore {
  return {
    async addAll(announcements) {
      await prisma.announcement.createMany({
        data: announcements.map(({ by, ...one }) => ({ ...one, data: { ...one.data }, causedBy: by })),
      });
    },
  };
}
