import { DomainError, type DueRelease, type ReleaseStore, releasesThatKeep } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma } from "../generated/client.ts";
import { changingReleaseColumns, toRelease, toReleaseRow } from "../rows/release-row.ts";
import { visibleApps } from "../visibility.ts";

const keeping = [...releasesThatKeep];

/**
 * The latest superseded base of a track whose package can still be had: what follows `FROM releases r JOIN versions v
 * …`. The domain calls it what lies beneath.
 */
export const revivable = Prisma.sql`
  r.status = 'superseded' AND r.completed_in IS NOT NULL AND v.status = 'published' AND v.purged_at IS NULL`;

export function createReleaseStore({ prisma }: Connection): ReleaseStore {
  async function found(ids: readonly string[]) {
    if (ids.length === 0) return [];
    return (await prisma.release.findMany({ where: { id: { in: [...ids] } } })).map(toRelease);
  }

  return {
    async now() {
      const [row] = await prisma.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp()::timestamptz(3) AS now`;
      if (!row) throw new Error("the database does not know the time");
      return row.now;
    },

    async find(actor, id) {
      const row = await prisma.release.findFirst({ where: { id, app: visibleApps(actor) } });
      return row && toRelease(row);
    },

    async listHeads(appIds) {
      const rows = await prisma.release.findMany({
        where: { appId: { in: [...appIds] }, status: { in: ["rolling", "paused", "complete"] } },
      });
      return rows.map(toRelease);
    },

    async listOfVersion(versionId) {
      const rows = await prisma.release.findMany({ where: { versionId, status: { in: keeping } } });
      return rows.map(toRelease);
    },

    async listOfGroup(groupId) {
      return (await prisma.release.findMany({ where: { groupId }, orderBy: { id: "asc" } })).map(toRelease);
    },

    async findScheduled(trackId) {
      const row = await prisma.release.findFirst({ where: { trackId, status: "scheduled" } });
      return row && toRelease(row);
    },

    async findBeneath(trackId) {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT r.id FROM releases r JOIN versions v ON v.id = r.version_id
        WHERE r.track_id = ${trackId}::uuid AND ${revivable} ORDER BY r.completed_in DESC LIMIT 1`;
      const [release = null] = await found(rows.map(({ id }) => id));
      return release;
    },

    async createGroup({ id, by, at }) {
      await prisma.releaseGroup.createMany({ data: { id, createdBy: by, createdAt: at } });
    },

    async create(release) {
      // A track has room for one of a kind: see the partial indexes.
      const { count } = await prisma.release.createMany({
        data: toReleaseRow(release),
        skipDuplicates: true,
      });
      if (count !== 1) throw new DomainError("release_under_way");
    },

    async update(release, { status, basisPoints }) {
      const { count } = await prisma.release.updateMany({
        where: { id: release.id, status, basisPoints },
        data: changingReleaseColumns(release),
      });
      if (count !== 1) throw new DomainError("release_state_conflict");
    },

    async forgive(id) {
      await prisma.$executeRaw`
        UPDATE releases SET forgiven_installed = installed, forgiven_failed = failed WHERE id = ${id}::uuid`;
    },

    async settle(appIds) {
      await prisma.$executeRaw`
        WITH kept AS MATERIALIZED (
          SELECT r.version_id AS id FROM releases r
          WHERE r.app_id = ANY(${[...appIds]}::uuid[]) AND r.status = ANY(${keeping}::text[])
          UNION
          (SELECT DISTINCT ON (r.track_id) r.version_id FROM releases r JOIN versions v ON v.id = r.version_id
           WHERE r.app_id = ANY(${[...appIds]}::uuid[]) AND ${revivable}
           ORDER BY r.track_id, r.completed_in DESC)
        )
        UPDATE versions v SET on_track = NOT v.on_track
        WHERE v.app_id = ANY(${[...appIds]}::uuid[]) AND v.on_track <> (v.id IN (SELECT id FROM kept))`;
    },

    async listDue(limit) {
      const rows = await prisma.$queryRaw<DueRelease[]>`
        WITH due AS MATERIALIZED (
          SELECT r.id, r.group_id, r.app_id, r.starts_at AS at,
            ARRAY(SELECT g.app_id FROM releases g WHERE g.group_id = r.group_id) AS others
          FROM releases r
          WHERE r.status = 'scheduled' AND r.starts_at <= clock_timestamp() AND NOT EXISTS (
            SELECT FROM releases s JOIN releases c ON c.track_id = s.track_id AND c.status IN ('rolling', 'paused')
            WHERE s.status = 'scheduled' AND (s.id = r.id OR s.group_id = r.group_id)
          )
          UNION ALL
          SELECT r.id, r.group_id, r.app_id, r.raises_at, '{}' FROM releases r
          WHERE r.status = 'rolling' AND r.raises_at <= clock_timestamp()
        ), first AS (
          SELECT DISTINCT ON (CASE WHEN others = '{}' THEN id ELSE group_id END) *
          FROM due ORDER BY CASE WHEN others = '{}' THEN id ELSE group_id END, at, id
        )
        SELECT id, group_id AS "groupId",
          CASE WHEN others = '{}' THEN ARRAY[app_id] ELSE others END AS "appIds"
        FROM first ORDER BY at, id LIMIT ${limit}`;
      return rows.map((row) => ({ ...row, appIds: [...new Set(row.appIds)] }));
    },

    async count(reports) {
      if (reports.length === 0) return [];
      // Changes of tracks are waited for, and rows are locked in one order: nobody waits in a circle.
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        WITH given AS MATERIALIZED (
          SELECT DISTINCT ON (g.id) g.id, g."releaseId", g.outcome
          FROM jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) AS g (id uuid, "releaseId" uuid, outcome text)
          JOIN releases r ON r.id = g."releaseId" ORDER BY g.id
        ), fresh AS (
          INSERT INTO install_reports (id) SELECT id FROM given ORDER BY id
          ON CONFLICT (id) DO NOTHING RETURNING id
        ), sums AS MATERIALIZED (
          SELECT "releaseId" AS id, count(*) FILTER (WHERE outcome = 'installed')::int AS installed,
            count(*) FILTER (WHERE outcome = 'failed')::int AS failed
          FROM given WHERE id IN (SELECT id FROM fresh) GROUP BY 1
        ), quiet AS MATERIALIZED (
          SELECT id FROM apps WHERE id IN (SELECT app_id FROM releases WHERE id IN (SELECT id FROM sums))
          ORDER BY id FOR SHARE
        ), held AS MATERIALIZED (
          SELECT id FROM releases WHERE id IN (SELECT id FROM sums) AND app_id IN (SELECT id FROM quiet)
          ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE releases r SET installed = r.installed + s.installed, failed = r.failed + s.failed
        FROM sums s JOIN held h ON h.id = s.id WHERE r.id = s.id RETURNING r.id`;
      return found(rows.map(({ id }) => id));
    },

    forgetReports: (days, limit) => prisma.$executeRaw`
      DELETE FROM install_reports WHERE id IN (
        SELECT id FROM install_reports WHERE counted_at <= now() - ${days}::float8 * interval '1 day'
        ORDER BY counted_at LIMIT ${limit}
      )`,
  };
}
