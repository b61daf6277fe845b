import type { AlertEpisode, AlertEpisodeId, AlertName, AlertQueries } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AlertTableRow, alertColumns, toAlertRows } from "../rows/alert-row.ts";
import { readPage } from "./search.ts";

interface CountsRow {
  ended: number;
  failedUploads: number;
  requests: number;
  failures: number;
  oldestJobAt: Date | null;
  lastSweepAt: Date | null;
  openFindings: number;
}

export function alertQueries(prisma: PrismaClient): AlertQueries {
  return {
    async countSignals(at, jobs) {
      // Every part reads through an index of its own: none grows with what the store holds.
      const [row] = await prisma.$queryRaw<CountsRow[]>`
        SELECT uploads.ended, uploads.failed AS "failedUploads", downloads.requests, downloads.failures,
          (SELECT min(o.created_at) FROM outbox o
            WHERE o.failed_at IS NULL AND o.name = ANY(${[...jobs]}::text[])) AS "oldestJobAt",
          coalesce(
            (SELECT max(r.finished_at) FROM sweep_runs r WHERE r.finished_at IS NOT NULL),
            (SELECT min(u.created_at) FROM users u)
          ) AS "lastSweepAt",
          (SELECT count(*)::int FROM inventory_findings f
            WHERE f.outcome IN ('open', 'needs_person') AND f.run_id = (
              SELECT r.id FROM inventory_runs r WHERE r.finished_at IS NOT NULL ORDER BY r.started_at DESC, r.id DESC LIMIT 1
            )) AS "openFindings"
        FROM (
          SELECT count(*)::int AS ended,
            count(*) FILTER (WHERE u.status = 'expired' OR v.findings @> '[{"code": "check_interrupted"}]')::int AS failed
          FROM uploads u LEFT JOIN versions v ON v.upload_id = u.id
          WHERE u.status IN ('consumed', 'expired') AND u.status_changed_at > ${at}::timestamptz - interval '1 hour'
        ) uploads, (
          SELECT coalesce(sum(h.requests), 0)::float8 AS requests, coalesce(sum(h.failures), 0)::float8 AS failures
          FROM download_hours h
          WHERE h.hour BETWEEN date_trunc('hour', ${at}::timestamptz, 'UTC') - interval '1 hour' AND ${at}::timestamptz
        ) downloads`;
      if (!row) throw new Error("counting gave no row");
      return {
        uploads: { ended: row.ended, failed: row.failedUploads },
        downloads: { requests: row.requests, failures: row.failures },
        oldestJobAt: row.oldestJobAt,
        lastSweepAt: row.lastSweepAt,
        openFindings: row.openFindings,
      };
    },

    async listAlerts() {
      return toAlertRows(await prisma.$queryRaw<AlertTableRow[]>`SELECT ${alertColumns} FROM alerts`);
    },

    listAlertEpisodes: (query) =>
      readPage<Omit<AlertEpisode, "id" | "alert"> & { id: string; alert: string }, AlertEpisode>(
        prisma,
        query,
        {
          select: Prisma.sql`e.id, e.alert, e.fired_at AS "firedAt", e.cleared_at AS "clearedAt", e.peak`,
          from: Prisma.sql`alert_episodes e`,
          where: Prisma.sql`true`,
          orderBy: Prisma.sql`e.fired_at DESC, e.id DESC`,
          toItem: (row) => ({ ...row, id: row.id as AlertEpisodeId, alert: row.alert as AlertName }),
        },
      ),
  };
}
