import type { AnnouncementStore } from "../../ports/announcements.ts";
import type { Access } from "./state.ts";

export function memoryAnnouncementStore({ write }: Access): AnnouncementStore {
  return {
    addAll: (announcements) =>
      write((state) => {
        for (const one of announcements) state.announcements.set(one.id, structuredClone(one));
      }),
  };
}
