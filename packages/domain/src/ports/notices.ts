import type { UserActor } from "../actor.ts";
import type { Announcement, NoticeKind } from "../announcement.ts";
import type { AnnouncementId, UserId } from "../ids.ts";
import type { Page } from "../listing.ts";
import type { Bell, Notice, NoticeChoice, NoticeQuery } from "../notice.ts";

/** Who has been told of what, and how they want to be told. */
export interface NoticeStore {
  /**
   * Notes the next `limit` people whom an announcement concerns, by their ids, as told, each as they chose: never who
   * did it, and nobody twice, however often it is called. Gives those who are to get an e-mail and were not noted
   * before, and the last person looked at; null when there was nobody left.
   */
  tell(
    announcement: Announcement,
    span: { byDefault: Pick<NoticeChoice, "portal" | "mail">; after: UserId | null; limit: number },
  ): Promise<{ mailed: UserId[]; last: UserId | null }>;
  /**
   * To whom an e-mail about an announcement goes: null when it does not concern them any more, they chose otherwise
   * since, or have no address.
   */
  findRecipient(
    announcement: Announcement,
    userId: UserId,
    byDefault: Pick<NoticeChoice, "mail">,
  ): Promise<{ name: string; address: string } | null>;
  /** Marks a person's notices as read: these, or all. Gives how many were unread. */
  markRead(userId: UserId, ids: readonly AnnouncementId[] | null, at: Date): Promise<number>;
  /** Only what a person has chosen. */
  listChoices(userId: UserId): Promise<NoticeChoice[]>;
  choose(userId: UserId, choice: NoticeChoice): Promise<void>;
  /** Ends e-mails of a kind, and leaves the portal as it is. False when there is no such person. */
  endMail(userId: UserId, kind: NoticeKind, byDefault: Pick<NoticeChoice, "portal">): Promise<boolean>;
  /** The address to which somebody's e-mails go, which their identity provider has confirmed; null without one. */
  findAddress(userId: UserId): Promise<string | null>;
  /**
   * Deletes notices of announcements from before these times, at most `limit`: read ones, and unread ones. Gives how
   * many.
   */
  forget(before: { read: Date; unread: Date }, limit: number): Promise<number>;
}

/** A person's notices. What does not concern them any more, as they left the account or lost the role, is not there. */
export interface NoticeQueries {
  /** The latest first; `search` matches names of apps, accounts and people. */
  listNotices(actor: UserActor, query: NoticeQuery): Promise<Page<Notice>>;
  readBell(actor: UserActor): Promise<Bell>;
}
