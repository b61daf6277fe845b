import {
  type DashboardQueries,
  interruptedCode,
  type Standing,
  type Steps,
  type UploadTimes,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";

/** Steps are aligned to it: midnight in UTC. */
const origin = Prisma.sql`timestamptz '2000-01-01 00:00:00+00'`;
const stepOf = ({ stepMs }: Steps, at: Prisma.Sql) =>
  Prisma.sql`date_bin(${stepMs}::float8 * interval '1 millisecond', ${at}, ${origin})`;

export function dashboardQueries(prisma: PrismaClient): DashboardQueries {
  return {
    async countStanding() {
      // Each part has an index of its own over the few rows that are in it; people are few.
      const [row] = await prisma.$queryRaw<Standing[]>`
        SELECT
          (SELECT count(*)::int FROM versions WHERE status = 'in_review')
            + (SELECT count(*)::int FROM reviews looked JOIN versions decided ON decided.id = looked.version_id
              WHERE looked.after_look = 'waiting' AND decided.status <> 'in_review') AS "inReview",
          (SELECT count(*)::int FROM outbox WHERE failed_at IS NOT NULL) AS "failedJobs",
          (SELECT count(*)::int FROM versions WHERE purge_announced_at IS NOT NULL) AS announced,
          (SELECT count(*)::int FROM users) AS people`;
      if (!row) throw new Error("counting gave no row");
      return row;
    },

    async readUploadTimes(steps) {
      const interrupted = JSON.stringify([{ code: interruptedCode }]);
      const rows = await prisma.$queryRaw<(UploadTimes & { at: Date | null })[]>`
        WITH ended AS (
          SELECT ${stepOf(steps, Prisma.sql`u.status_changed_at`)} AS at,
            u.status = 'expired' OR coalesce(v.findings @> ${interrupted}::jsonb, false) AS is_failed,
            CASE WHEN u.status = 'consumed'
              THEN (extract(epoch FROM u.status_changed_at - v.created_at) * 1000)::float8 END AS took
          FROM uploads u LEFT JOIN versions v ON v.upload_id = u.id
          WHERE u.status IN ('consumed', 'expired')
            AND u.status_changed_at >= ${steps.from}::timestamptz AND u.status_changed_at <= ${steps.until}::timestamptz
        )
        SELECT at, count(*)::int AS ended, count(*) FILTER (WHERE is_failed)::int AS failed,
          percentile_disc(0.5) WITHIN GROUP (ORDER BY took) AS "p50Ms",
          percentile_disc(0.95) WITHIN GROUP (ORDER BY took) AS "p95Ms"
        FROM ended GROUP BY GROUPING SETS ((at), ()) ORDER BY at`;
      const { at: _, ...whole } = rows.find(({ at }) => at === null) ?? {
        at: null,
        ended: 0,
        failed: 0,
        p50Ms: null,
        p95Ms: null,
      };
      return { whole, steps: rows.flatMap(({ at, ...row }) => (at ? [{ ...row, at }] : [])) };
    },

    async readDownloadTimes(steps) {
      const rows = await prisma.$queryRaw<
        { at: Date; requests: bigint; failures: bigint; bytes: bigint; cachedBytes: bigint }[]
      >`
        SELECT ${stepOf(steps, Prisma.sql`h.hour`)} AS at, sum(h.requests)::bigint AS requests,
          sum(h.failures)::bigint AS failures, sum(h.bytes)::bigint AS bytes,
          sum(h.cached_bytes)::bigint AS "cachedBytes"
        FROM download_hours h WHERE h.hour >= ${steps.from}::timestamptz AND h.hour <= ${steps.until}::timestamptz
        GROUP BY 1 ORDER BY 1`;
      return rows.map(({ at, requests, failures, bytes, cachedBytes }) => ({
        at,
        requests: Number(requests),
        failures: Number(failures),
        bytes: Number(bytes),
        cachedBytes: Number(cachedBytes),
      }));
    },
  };
}
