import { type Actor, system } from "../actor.ts";
import type { Announcement, NoticeKind } from "../announcement.ts";
import type { Stores } from "../ports/stores.ts";
import type { Version } from "../version.ts";
import { announce } from "./announce.ts";

/** Has people told of what became of a version, inside the transaction in which it does. */
export async function tellOfVersion(
  stores: Stores,
  news: { kind: NoticeKind; actor: Actor; version: Version; at: Date; data?: Announcement["data"] },
): Promise<void> {
  const { kind, actor, version, at, data = {} } = news;
  const app = await stores.apps.find(system, version.appId);
  await announce(stores, {
    kind,
    actor,
    at,
    developerId: version.developerId,
    appId: version.appId,
    versionId: version.id,
    data: {
      app: app?.name ?? null,
      package_id: app?.packageId ?? null,
      version: version.manifest?.version ?? version.fileName,
      ...data,
    },
  });
}
