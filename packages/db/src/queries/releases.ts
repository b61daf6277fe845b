import {
  pageOf,
  type ReleasableVersion,
  type ReleaseItem,
  type ReleaseQueries,
  type ReleaseStatus,
  releasesThatKeep,
  type TrackDevice,
  type TrackId,
  type TrackItem,
  type VersionId,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { toRelease, toTrack } from "../rows/release-row.ts";
import { revivable } from "../stores/release-store.ts";
import { visibleApps } from "../visibility.ts";
import { type VersionOfRelease, versionOfRelease, withVersions } from "./halted.ts";
import { contains, readPage } from "./search.ts";

const keeping = [...releasesThatKeep];

interface ItemRow {
  id: string;
  track: ReleaseItem["track"]["name"];
  versionCode: number | null;
  version: string | null;
  createdBy: string | null;
}

export const releaseQueries = (prisma: PrismaClient): ReleaseQueries => ({
  async listTracks(actor, appId) {
    const [tracks, listed, found] = await Promise.all([
      prisma.track.findMany({
        where: { appId, removedAt: null, app: visibleApps(actor) },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      }),
      prisma.$queryRaw<{ id: string; devices: number }[]>`
        SELECT d.track_id AS id, count(*)::int AS devices FROM track_devices d
        WHERE d.track_id IN (SELECT id FROM tracks WHERE app_id = ${appId}::uuid) GROUP BY 1`,
      prisma.$queryRaw<VersionOfRelease[]>`
        SELECT r.id, ${versionOfRelease} FROM releases r JOIN versions v ON v.id = r.version_id
        WHERE r.app_id = ${appId}::uuid AND r.status = ANY(${keeping}::text[])
        UNION ALL
        (SELECT DISTINCT ON (r.track_id) r.id, ${versionOfRelease}
         FROM releases r JOIN versions v ON v.id = r.version_id
         WHERE r.app_id = ${appId}::uuid AND ${revivable} ORDER BY r.track_id, r.completed_in DESC)`,
    ]);
    const devices = new Map(listed.map((row) => [row.id, row.devices]));
    const releases = await withVersions(prisma, found);
    return tracks.map((row): TrackItem => {
      const on = (...statuses: ReleaseStatus[]) =>
        releases.find(({ trackId, status }) => trackId === row.id && statuses.includes(status)) ?? null;
      return {
        track: toTrack(row),
        devices: devices.get(row.id) ?? 0,
        base: on("complete"),
        candidate: on("rolling", "paused"),
        scheduled: on("scheduled"),
        beneath: on("superseded"),
      };
    });
  },

  async listReleasable(actor, appId, query) {
    const app = await prisma.app.findFirst({
      where: { id: appId, ...visibleApps(actor) },
      select: { id: true },
    });
    if (!app) return pageOf([], 0, query.page);
    return readPage<ReleasableVersion, ReleasableVersion>(prisma, query, {
      select: Prisma.sql`v.id, v.version_code AS "versionCode", v.manifest->>'version' AS version,
        v.published_at AS "publishedAt"`,
      from: Prisma.sql`versions v`,
      where: Prisma.sql`v.app_id = ${appId}::uuid AND v.status = 'published' AND v.purged_at IS NULL
        AND ${contains(query.search, [Prisma.sql`v.manifest->>'version'`, Prisma.sql`v.version_code::text`])}`,
      orderBy: Prisma.sql`v.version_code DESC`,
      toItem: (row) => row,
    });
  },

  async listReleases(actor, appId, query) {
    const app = await prisma.app.findFirst({
      where: { id: appId, ...visibleApps(actor) },
      select: { id: true },
    });
    if (!app) return pageOf([], 0, query.page);
    const page = await readPage<ItemRow, ItemRow>(prisma, query, {
      select: Prisma.sql`r.id, t.name AS track, v.version_code AS "versionCode",
        v.manifest->>'version' AS version, u.name AS "createdBy"`,
      from: Prisma.sql`releases r JOIN tracks t ON t.id = r.track_id JOIN versions v ON v.id = r.version_id`,
      lookups: Prisma.sql`LEFT JOIN users u ON u.id = r.created_by`,
      where: Prisma.sql`r.app_id = ${appId}::uuid
        AND (${query.trackId}::uuid IS NULL OR r.track_id = ${query.trackId}::uuid)
        AND ${contains(query.search, [Prisma.sql`t.name`, Prisma.sql`v.manifest->>'version'`])}`,
      orderBy: Prisma.sql`r.created_at DESC, r.id DESC`,
      toItem: (row) => row,
    });
    const rows = await prisma.release.findMany({ where: { id: { in: page.items.map(({ id }) => id) } } });
    const releases = new Map(rows.map((row) => [row.id, toRelease(row)]));
    const items = page.items.flatMap(({ id, track, versionCode, version, createdBy }): ReleaseItem[] => {
      const release = releases.get(id);
      if (!release) return [];
      return [
        {
          release,
          track: { id: release.trackId as TrackId, name: track },
          version: { id: release.versionId as VersionId, versionCode, version },
          createdBy,
        },
      ];
    });
    return { ...page, items };
  },

  async listTrackDevices(actor, trackId, query) {
    const track = await prisma.track.findFirst({
      where: { id: trackId, removedAt: null, app: visibleApps(actor) },
      select: { id: true },
    });
    if (!track) return pageOf([], 0, query.page);
    return readPage<TrackDevice, TrackDevice>(prisma, query, {
      select: Prisma.sql`d.name_sha256 AS "nameSha256", d.label, u.name AS "addedBy", d.added_at AS "addedAt"`,
      from: Prisma.sql`track_devices d`,
      lookups: Prisma.sql`LEFT JOIN users u ON u.id = d.added_by`,
      where: Prisma.sql`d.track_id = ${trackId}::uuid
        AND ${contains(query.search, [Prisma.sql`d.label`, Prisma.sql`d.name_sha256`])}`,
      orderBy: Prisma.sql`d.label COLLATE "C", d.name_sha256`,
      toItem: (row) => row,
    });
  },
});
