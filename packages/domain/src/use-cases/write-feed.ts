import { system } from "../actor.ts";
import type { App } from "../app.ts";
import { Feed } from "../feed.ts";
import type { AppId } from "../ids.ts";
import { cacheControl, objectKeys, type Track } from "../object-keys.ts";
import type { VersionDeltas } from "../ports/deltas.ts";
import type { Ports } from "../ports/ports.ts";
import type { TrackForDevices } from "../ports/releases.ts";
import type { Stores } from "../ports/stores.ts";
import type { Release } from "../release.ts";
import { type DocumentedRelease, documentLifetimeMs, ReleaseDocument } from "../release-document.ts";
import type { ReleaseSigner } from "../release-signer.ts";
import type { Version } from "../version.ts";

/** What devices of a track get: a release with its version. */
interface OnTrack extends VersionDeltas {
  release: Release;
  version: Version;
}

/**
 * Writes what devices of a track are told, from what the database says now, and signs it.
 *
 * The object's entity tag is read before the database and is a condition of the write: of two jobs at once, the one that
 * read the older state cannot overwrite the newer document.
 * @throws DomainError `object_changed` when another job wrote in between; repeat the job.
 */
export async function writeFeed(
  { db, objects, clock, signer }: Ports & { signer: ReleaseSigner },
  { appId, track: name }: { appId: AppId; track: Track },
): Promise<void> {
  const key = objectKeys.feed(appId, name);
  const existing = await objects.head(key);
  const app = await db.apps.find(system, appId);
  // The sequence is read before what is on the track: what it is signed with is never older than that number says.
  const track = app && (await db.tracks.findForDevices(appId, name));
  if (!app || !track || track.sequence === 0) return;
  const { base, candidate } = await findOnTrack(db, { appId, track });

  const at = clock.now();
  const sign = async (release: DocumentedRelease | null) =>
    signer.sign(documentOf(app, { name, sequence: track.sequence }, release, at), at);
  const feed = Feed.parse({
    feed_version: 2,
    app_id: appId,
    // Names the folder in which its packages lie.
    developer_id: app.founderId,
    package_id: app.packageId,
    name: app.name,
    track: name,
    updated_at: at.toISOString(),
    icon: app.icon && { content_hash: app.icon.contentHash },
    audience: track.audience,
    base: await sign(base && describe(base)),
    candidate: candidate && {
      release_id: candidate.release.id,
      basis_points: candidate.release.basisPoints,
      document: await sign(describe(candidate)),
    },
  } satisfies Feed);
  await db.objects.expect({ key, kind: "feed", appId, at });
  const head = await objects.put({
    key,
    bytes: new TextEncoder().encode(JSON.stringify(feed)),
    contentType: "application/json",
    cacheControl: cacheControl.feed,
    expectedEtag: existing?.etag ?? null,
  });
  await db.objects.stored({ key, ...head, sha256: null, at: clock.now() });
}

/** What a share of a track's devices gets, and all others. Nobody gets what is paused. */
async function findOnTrack(
  db: Stores,
  { appId, track }: { appId: AppId; track: TrackForDevices },
): Promise<{ base: OnTrack | null; candidate: OnTrack | null }> {
  const heads = (await db.releases.listHeads([appId])).filter(({ trackId }) => trackId === track.id);
  const find = async (status: Release["status"]) => {
    const release = heads.find((head) => head.status === status);
    if (!release) return null;
    const version = await db.versions.find(system, release.versionId);
    // Taken out of the store since: the job that says so comes after this one.
    if (version?.status !== "published") return null;
    return { release, version, ...(await db.deltas.describe(version.id)) };
  };
  return { base: await find("complete"), candidate: await find("rolling") };
}

function documentOf(
  { id, packageId }: App,
  track: { name: Track; sequence: number },
  release: DocumentedRelease | null,
  at: Date,
): ReleaseDocument {
  return ReleaseDocument.parse({
    format: "mosis-release/1",
    app_id: id,
    package_id: packageId,
    track: track.name,
    sequence: track.sequence,
    signed_at: at.toISOString(),
    expires_at: new Date(at.getTime() + documentLifetimeMs).toISOString(),
    release,
  } satisfies ReleaseDocument);
}

function describe({ release, version, contentsSha256, deltas }: OnTrack): DocumentedRelease {
  const { manifest, versionCode, publishedAt, sha256 } = version;
  if (!manifest || versionCode === null || !publishedAt)
    throw new Error(`version ${version.id} is published without a manifest, a code or a date`);
  return {
    id: release.id,
    version: manifest.version,
    version_code: versionCode,
    size: version.size,
    sha256,
    min_os_version: manifest.min_os_version ?? null,
    published_at: publishedAt.toISOString(),
    contents_sha256: contentsSha256,
    deltas: deltas.map((delta) => ({
      from_version_code: delta.fromVersionCode,
      from_contents_sha256: delta.fromContentsSha256,
      size: delta.size,
      sha256: delta.sha256,
    })),
  };
}
