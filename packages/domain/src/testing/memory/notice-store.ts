import { type Announcement, audienceOf } from "../../announcement.ts";
import type { UserId } from "../../ids.ts";
import { defaultChoice, latestNotices, mostCounted, type Notice } from "../../notice.ts";
import type { NoticeQueries, NoticeStore } from "../../ports/notices.ts";
import { toldOf } from "./announcement-store.ts";
import { contains, cut } from "./queries.ts";
import type { Access, NoticeRow, State } from "./state.ts";

/** Whether somebody is among those an announcement is for: never who did it. */
function concerns(state: State, announcement: Announcement, userId: UserId): boolean {
  const { kind, developerId, by } = announcement;
  const isMember = state.memberships.has(`${developerId} ${userId}`);
  const role = state.users.get(userId)?.role;
  if (!role || userId === by) return false;
  switch (audienceOf(kind)) {
    case "account":
      return isMember;
    case "person":
      return announcement.userId === userId;
    case "reviewers":
      return role !== "member" && !isMember;
    case "admins":
      return role === "admin";
  }
}

export function memoryNoticeStore({ read, write }: Access): NoticeStore {
  const tellBell = (state: State, { userId, shown }: NoticeRow) => {
    if (shown) state.changed.add(`notices:${userId}`);
  };

  return {
    tell: (announcement, { byDefault, after, limit }) =>
      write((state) => {
        const { id: announcementId, kind } = announcement;
        const people = [...state.users.values()]
          .filter(({ id }) => id > (after ?? "") && concerns(state, announcement, id))
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit);
        const mailed = people.flatMap(({ id: userId, email }) => {
          const { portal, mail } = state.noticeChoices.get(`${userId} ${kind}`) ?? byDefault;
          const isMailed = mail && email !== null;
          const key = `${userId} ${announcementId}`;
          if (state.notices.has(key) || !(portal || isMailed)) return [];
          const row = { userId, announcementId, shown: portal, readAt: null };
          state.notices.set(key, row);
          tellBell(state, row);
          return isMailed ? [userId] : [];
        });
        return { mailed, last: people.at(-1)?.id ?? null };
      }),

    async findRecipient(announcement, userId, byDefault) {
      const state = read();
      const { mail } = state.noticeChoices.get(`${userId} ${announcement.kind}`) ?? byDefault;
      const user = state.users.get(userId);
      if (!mail || !user?.email || !concerns(state, announcement, userId)) return null;
      return { name: user.name, address: user.email };
    },

    markRead: (userId, ids, at) =>
      write((state) => {
        const unread = [...state.notices].filter(
          ([, row]) =>
            row.userId === userId &&
            row.shown &&
            row.readAt === null &&
            (ids?.includes(row.announcementId) ?? true),
        );
        for (const [key, row] of unread) {
          state.notices.set(key, { ...row, readAt: at });
          tellBell(state, row);
        }
        return unread.length;
      }),

    async listChoices(userId) {
      return [...read().noticeChoices]
        .filter(([key]) => key.startsWith(`${userId} `))
        .map(([, choice]) => structuredClone(choice))
        .sort((a, b) => (a.kind < b.kind ? -1 : 1));
    },

    choose: (userId, choice) =>
      write(({ noticeChoices }) => void noticeChoices.set(`${userId} ${choice.kind}`, { ...choice })),

    endMail: (userId, kind, byDefault) =>
      write((state) => {
        if (!state.users.has(userId)) return false;
        const known = state.noticeChoices.get(`${userId} ${kind}`) ?? {
          ...defaultChoice(kind),
          ...byDefault,
        };
        state.noticeChoices.set(`${userId} ${kind}`, { ...known, kind, mail: false });
        return true;
      }),

    findAddress: async (userId) => read().users.get(userId)?.email ?? null,

    forget: (before, limit) =>
      write((state) => {
        const old = [...state.notices].filter(([, { announcementId, readAt, shown }]) => {
          const at = state.announcements.get(announcementId)?.at;
          return at && at < (readAt || !shown ? before.read : before.unread);
        });
        for (const [key] of old.slice(0, limit)) state.notices.delete(key);
        return Math.min(old.length, limit);
      }),
  };
}

export function memoryNoticeQueries(read: () => State): NoticeQueries {
  const noticesOf = (userId: UserId): Notice[] => {
    const state = read();
    return [...state.notices.values()]
      .filter((row) => row.userId === userId && row.shown)
      .flatMap(({ announcementId, readAt }) => {
        const announcement = state.announcements.get(announcementId);
        if (!announcement || !concerns(state, announcement, userId)) return [];
        return [{ ...toldOf(state, announcement), readAt }];
      })
      .sort((a, b) => (a.announcement.id < b.announcement.id ? 1 : -1));
  };
  return {
    async listNotices(actor, query) {
      const notices = noticesOf(actor.userId).filter(
        ({ announcement, names, readAt }) =>
          (query.kind ?? announcement.kind) === announcement.kind &&
          (query.show === "all" || readAt === null) &&
          contains(query.search, [
            names.app?.name,
            names.app?.packageId,
            names.account ?? undefined,
            names.by ?? undefined,
          ]),
      );
      return cut(notices, query);
    },

    async readBell(actor) {
      const notices = noticesOf(actor.userId);
      const unread = notices.filter(({ readAt }) => readAt === null).length;
      return {
        unread: Math.min(unread, mostCounted),
        latest: structuredClone(notices.slice(0, latestNotices)),
      };
    },
  };
}
