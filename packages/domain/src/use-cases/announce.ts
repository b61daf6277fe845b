import type { Actor } from "../actor.ts";
import type { Announcement, NoticeKind } from "../announcement.ts";
import { newId } from "../ids.ts";
import type { Stores } from "../ports/stores.ts";

/** An announcement as use cases say it. */
export type NewAnnouncement = { kind: NoticeKind; actor: Actor; at: Date } & Partial<
  Pick<Announcement, "developerId" | "userId" | "appId" | "versionId" | "data" | "once">
>;

/**
 * Has people told of what happens in this transaction, each in the way they chose; whoever did it knows. What has been
 * announced under the same `once` before is not announced again.
 */
export async function announce(stores: Stores, ...news: readonly NewAnnouncement[]): Promise<void> {
  const [first] = news;
  if (!first) return;
  const added = await stores.announcements.addAll(
    news.map(({ kind, actor, at, ...about }) => ({
      id: newId(at),
      kind,
      at,
      developerId: about.developerId ?? null,
      userId: about.userId ?? null,
      appId: about.appId ?? null,
      versionId: about.versionId ?? null,
      by: actor.kind === "user" ? actor.userId : null,
      data: about.data ?? {},
      once: about.once ?? null,
    })),
  );
  await stores.outbox.addAll(
    added.map((announcementId) => ({ name: "announcement.deliver", payload: { announcementId } })),
    first.at,
  );
}
