import type { AppHead, Queries, ReleaseOnTrack, Track, VersionId } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { toRelease } from "../rows/release-row.ts";
import { isOwnRow } from "../visibility.ts";

/** A release by its id, with what is shown of its version. */
export interface VersionOfRelease {
  id: string;
  versionCode: number | null;
  version: string | null;
}

/** To be selected beside `releases AS r` from `versions AS v`. */
export const versionOfRelease = Prisma.sql`v.version_code AS "versionCode", v.manifest->>'version' AS version`;

/** The releases of the rows, in their order: one statement. */
export async function withVersions(
  prisma: PrismaClient,
  found: readonly VersionOfRelease[],
): Promise<ReleaseOnTrack[]> {
  if (found.length === 0) return [];
  const rows = await prisma.release.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
  const releases = new Map(rows.map((row) => [row.id, toRelease(row)]));
  return found.flatMap(({ id, versionCode, version }): ReleaseOnTrack[] => {
    const release = releases.get(id);
    if (!release) return [];
    return [{ ...release, version: { id: release.versionId as VersionId, versionCode, version } }];
  });
}

export const listHalted =
  (prisma: PrismaClient): Queries["listHalted"] =>
  async (actor, { appId = null, limit }) => {
    const rows = await prisma.$queryRaw<(VersionOfRelease & AppHeadRow & { track: string })[]>`
      SELECT r.id, ${versionOfRelease}, t.name AS track, ${appHeadColumns}
      FROM releases r JOIN apps a ON a.id = r.app_id JOIN tracks t ON t.id = r.track_id
        JOIN versions v ON v.id = r.version_id
      WHERE r.paused_for = 'failures' AND ${isOwnRow(actor, { developer: Prisma.sql`a.developer_id`, app: Prisma.sql`a.id` })}
        AND (${appId}::uuid IS NULL OR r.app_id = ${appId}::uuid)
      ORDER BY r.status_changed_at DESC, r.id DESC LIMIT ${limit}`;
    const about = new Map(
      rows.map((row): [string, { app: AppHead; track: Track }] => [
        row.id,
        { app: toAppHead(row), track: row.track as Track },
      ]),
    );
    return (await withVersions(prisma, rows)).flatMap((release) => {
      const { app, track } = about.get(release.id) ?? {};
      return app && track ? [{ app, track: { id: release.trackId, name: track }, release }] : [];
    });
  };
