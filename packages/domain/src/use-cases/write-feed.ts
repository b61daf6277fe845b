import { system } from "../actor.ts";
import type { App } from "../app.ts";
import { Feed } from "../feed.ts";
import type { AppId } from "../ids.ts";
import { cacheControl, objectKeys, type Track } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { Version } from "../version.ts";

/**
 * Writes an app's release document from what the database says now.
 *
 * The document's entity tag is read before the database and is a condition of the write: of two jobs at once,
 * the one that read the older state cannot overwrite the newer document.
 * @throws DomainError `object_changed` when another job wrote in between; repeat the job.
 */
export async function writeFeed(
  { db, objects, clock }: Ports,
  { appId, track }: { appId: AppId; track: Track },
): Promise<void> {
  const key = objectKeys.feed(appId, track);
  const existing = await objects.head(key);
  const app = await db.apps.find(system, appId);
  if (!app) return;
  const version = await findBase(db, { appId, track });
  if (!version && !existing) return;

  const bytes = new TextEncoder().encode(JSON.stringify(feedOf(app, track, version, clock.now())));
  await db.objects.expect({ key, kind: "feed", appId, developerId: app.developerId, at: clock.now() });
  const head = await objects.put({
    key,
    bytes,
    contentType: "application/json",
    cacheControl: cacheControl.feed,
    expectedEtag: existing?.etag ?? null,
  });
  await db.objects.stored({ key, ...head, sha256: null, at: clock.now() });
}

/** What the track leads to; null also where a list says who may see it, as this document is for everyone. */
export async function findBase(
  db: Stores,
  { appId, track: name }: { appId: AppId; track: Track },
): Promise<Version | null> {
  const track = await db.tracks.findByName(system, appId, name);
  if (track?.audience !== "everyone") return null;
  const heads = await db.releases.listHeads([appId]);
  const base = heads.find(({ trackId, status }) => trackId === track.id && status === "complete");
  const version = base && (await db.versions.find(system, base.versionId));
  // Taken out of the store since: the job that says so comes after this one.
  return version?.status === "published" ? version : null;
}

function feedOf(app: App, track: Track, version: Version | null, at: Date): Feed {
  return Feed.parse({
    feed_version: 1,
    app_id: app.id,
    package_id: app.packageId,
    name: app.name,
    track,
    updated_at: at.toISOString(),
    icon: app.icon && { content_hash: app.icon.contentHash },
    release: version && {
      version: version.manifest?.version,
      version_code: version.versionCode,
      size: version.size,
      sha256: version.sha256,
      min_os_version: version.manifest?.min_os_version ?? null,
      published_at: version.publishedAt?.toISOString(),
      object_key: objectKeys.package({ ...version, versionCode: version.versionCode ?? 0 }),
    },
  } satisfies Record<keyof Feed, unknown>);
}
