import type { Announcement } from "../../announcement.ts";
import type { Told } from "../../notice.ts";
import type { AnnouncementStore } from "../../ports/announcements.ts";
import { type Access, copyOf, type State } from "./state.ts";

export function memoryAnnouncementStore({ read, write }: Access): AnnouncementStore {
  return {
    addAll: (announcements) =>
      write((state) => {
        const added = announcements.filter((one) => {
          const isKnown =
            one.once !== null && [...state.announcements.values()].some(({ once }) => once === one.once);
          if (!isKnown) state.announcements.set(one.id, structuredClone(one));
          return !isKnown;
        });
        return added.map(({ id }) => id);
      }),

    async find(id) {
      const announcement = read().announcements.get(id);
      return copyOf(announcement && toldOf(read(), announcement));
    },

    forget: (before, limit) =>
      write((state) => {
        const kept = new Set([
          ...[...state.notices.values()].map(({ announcementId }) => announcementId),
          ...[...state.deliveries.values()].map(({ announcementId }) => announcementId),
        ]);
        const old = [...state.announcements.values()].filter(({ id, at }) => at < before && !kept.has(id));
        const forgotten = old.slice(0, limit);
        for (const { id } of forgotten) state.announcements.delete(id);
        return forgotten.length;
      }),
  };
}

/** The announcement with the names of what it is about. */
export function toldOf(state: State, announcement: Announcement): Told {
  const { appId, versionId, developerId, by } = announcement;
  const app = state.apps.get(appId ?? "");
  const version = state.versions.get(versionId ?? "");
  return {
    announcement,
    names: {
      account: state.developers.get(developerId ?? "") ?? null,
      app: app ? { name: app.name, packageId: app.packageId } : null,
      version: version?.manifest ? { name: version.manifest.version, code: version.versionCode } : null,
      by: state.users.get(by ?? "")?.name ?? null,
    },
  };
}
