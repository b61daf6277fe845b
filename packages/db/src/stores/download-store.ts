import { type DeveloperId, type DownloadStore, dayOf } from "@mosis/domain";
import type { Connection } from "../connection.ts";

/** Stands for a country that the edge did not know (CLDR: unknown region): part of the key, so never null. */
const unknownCountry = "ZZ";

interface AddedRow {
  day: Date;
  developerId: string;
  egressBytes: bigint;
  savedBytes: bigint;
}

export function createDownloadStore({ prisma }: Connection): DownloadStore {
  return {
    async noteRead({ key, lines, dropped }) {
      const count = await prisma.$executeRaw`
        INSERT INTO event_objects (key, lines, dropped) VALUES (${key}, ${lines}, ${dropped})
        ON CONFLICT (key) DO NOTHING`;
      return count === 1;
    },

    async add(counts) {
      if (counts.length === 0) return [];
      // In the order of the rows' keys, so that two runs never wait for each other.
      const rows = await prisma.$queryRaw<AddedRow[]>`
        WITH given AS MATERIALIZED (
          SELECT * FROM jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) AS g (
            day date, "appId" uuid, "versionCode" bigint, part text, "fromVersionCode" bigint, country text, cache text,
            downloads bigint, bytes bigint, failures bigint
          )
        ), known AS MATERIALIZED (
          SELECT g.day, v.app_id, v.version_code, v.developer_id, g.part, coalesce(g.country, ${unknownCountry}) AS country,
            g.cache, g.downloads, g.bytes, g.failures,
            CASE WHEN g.part = 'delta' THEN g.downloads * greatest(coalesce(v.size - d.size, 0), 0) ELSE 0 END AS saved
          FROM given g JOIN versions v ON v.app_id = g."appId" AND v.version_code = g."versionCode"
            LEFT JOIN versions b ON b.app_id = g."appId" AND b.version_code = g."fromVersionCode"
            LEFT JOIN deltas d ON d.version_id = v.id AND d.base_id = b.id
        ), added AS (
          INSERT INTO download_days AS t
            (app_id, day, version_code, part, country, cache, downloads, bytes, saved_bytes, failures)
          SELECT app_id, day, version_code, part, country, cache, sum(downloads)::bigint, sum(bytes)::bigint,
            sum(saved)::bigint, sum(failures)::bigint
          FROM known GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
          ON CONFLICT (app_id, day, version_code, part, country, cache) DO UPDATE SET
            downloads = t.downloads + excluded.downloads, bytes = t.bytes + excluded.bytes,
            saved_bytes = t.saved_bytes + excluded.saved_bytes, failures = t.failures + excluded.failures
        )
        SELECT day, developer_id AS "developerId", sum(saved)::bigint AS "savedBytes",
          coalesce(sum(bytes) FILTER (WHERE cache <> 'hit'), 0)::bigint AS "egressBytes"
        FROM known GROUP BY 1, 2 ORDER BY 1, 2`;
      return rows.map((row) => ({
        day: dayOf(row.day),
        developerId: row.developerId as DeveloperId,
        egressBytes: Number(row.egressBytes),
        savedBytes: Number(row.savedBytes),
      }));
    },

    async addHours(hours) {
      if (hours.length === 0) return;
      // In the order of their key, so that two runs never wait for each other.
      await prisma.$executeRaw`
        INSERT INTO download_hours AS t (hour, requests, failures, bytes, cached_bytes)
        SELECT hour, requests, failures, bytes, "cachedBytes"
        FROM jsonb_to_recordset(${JSON.stringify(hours)}::jsonb) AS g (
          hour timestamptz, requests bigint, failures bigint, bytes bigint, "cachedBytes" bigint
        ) ORDER BY hour
        ON CONFLICT (hour) DO UPDATE SET requests = t.requests + excluded.requests,
          failures = t.failures + excluded.failures, bytes = t.bytes + excluded.bytes,
          cached_bytes = t.cached_bytes + excluded.cached_bytes`;
    },

    forgetRead: (days, limit) => prisma.$executeRaw`
      DELETE FROM event_objects WHERE key IN (
        SELECT key FROM event_objects WHERE read_at <= now() - ${days}::float8 * interval '1 day'
        ORDER BY read_at LIMIT ${limit}
      )`,
  };
}
