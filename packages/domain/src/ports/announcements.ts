import type { Announcement } from "../announcement.ts";

/** What people are to be told. */
export interface AnnouncementStore {
  addAll(announcements: readonly Announcement[]): Promise<void>;
}
