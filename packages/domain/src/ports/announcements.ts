import type { Announcement } from "../announcement.ts";
import type { AnnouncementId } from "../ids.ts";
import type { Told } from "../notice.ts";

/** What people are to be told. */
export interface AnnouncementStore {
  /** Gives those that were added: not what has been announced under the same `once` before. */
  addAll(announcements: readonly Announcement[]): Promise<AnnouncementId[]>;
  /** With the names of what it is about. */
  find(id: AnnouncementId): Promise<Told | null>;
  /** Deletes announcements from before `before` that nobody has any more, at most `limit`. Gives how many. */
  forget(before: Date, limit: number): Promise<number>;
}
