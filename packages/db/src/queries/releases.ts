import type { ReleaseItem, ReleaseQueries, TrackDevice, TrackId, VersionId } from "@mosis/domain";
import { pageOf } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { toRelease } from "../rows/release-row.ts";
import { visibleApps } from "../visibility.ts";
import { contains, readPage } from "./search.ts";

interface ItemRow {
  id: string;
  track: ReleaseItem["track"]["name"];
  versionCode: number | null;
  version: string | null;
  createdBy: string | null;
}

export const releaseQueries = (prisma: PrismaClient): ReleaseQueries => ({
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
