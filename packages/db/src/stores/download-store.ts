import { type Day, type DeveloperId, type DownloadStore, dayOf, type RawDownload } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma } from "../generated/client.ts";
import { unknownCountry } from "../rows/unknown-country.ts";

interface CountedRow {
  known: number;
  counted: number;
  hours: { hour: string; requests: number; failures: number; bytes: number; cachedBytes: number }[] | null;
  added: { day: Day; developerId: string; egressBytes: number; savedBytes: number }[] | null;
}

export function createDownloadStore({ prisma }: Connection): DownloadStore {
  return {
    async noteRead({ key, lines, dropped, late }) {
      const count = await prisma.$executeRaw`
        INSERT INTO event_objects (key, lines, dropped, late) VALUES (${key}, ${lines}, ${dropped}, ${late})
        ON CONFLICT (key) DO NOTHING`;
      return count === 1;
    },

    async count(downloads) {
      if (downloads.length === 0) return { known: 0, counted: 0, hours: [], added: [] };
      // Everywhere in the order of the rows' keys, so that two runs never wait for each other.
      const rows = await prisma.$queryRaw<CountedRow[]>`
        WITH given AS MATERIALIZED (
          SELECT * FROM ${asRows(downloads)}
        ), known AS MATERIALIZED (
          SELECT to_timestamp(g.ms::float8 / 1000) AS at, hashtextextended(g.id, 0) AS id, v.app_id, v.version_code,
            g.part, g.install, g.client, g.is_download, g.is_failure, g.is_cached, g.country, g.bytes,
            CASE WHEN g.part = 'delta' AND g.is_download THEN greatest(coalesce(v.size - d.size, 0), 0) ELSE 0 END AS saved_bytes
          FROM given g JOIN versions v ON v.app_id = g.app_id AND v.version_code = g.version_code
            LEFT JOIN versions b ON g.part = 'delta' AND b.app_id = g.app_id AND b.version_code = g.from_version_code
            LEFT JOIN deltas d ON d.version_id = v.id AND d.base_id = b.id
        ), fresh AS (
          INSERT INTO statistics.downloads (at, id, bytes, saved_bytes, app_id, version_code, part, install, client,
            is_download, is_failure, is_cached, country)
          SELECT at, id, bytes, saved_bytes, app_id, version_code, part, install, client, is_download, is_failure, is_cached,
            country
          FROM known ORDER BY at, id
          ON CONFLICT (at, id) DO NOTHING
          RETURNING *
        ), days AS (
          INSERT INTO download_days AS t (app_id, day, version_code, part, ${dayAmounts})
          SELECT f.app_id, (f.at AT TIME ZONE 'UTC')::date, f.version_code, f.part::text, ${daySums}
          FROM fresh f GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
          ON CONFLICT (app_id, day, version_code, part, country, cache) DO UPDATE SET ${addedDayAmounts}
        ), countries AS (
          INSERT INTO download_countries AS t (app_id, day, country, version_code, downloads)
          SELECT f.app_id, (f.at AT TIME ZONE 'UTC')::date, f.country, f.version_code, count(*)
          FROM fresh f WHERE ${countsForCountry} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
          ON CONFLICT (app_id, day, country, version_code) DO UPDATE SET downloads = t.downloads + excluded.downloads
        )
        SELECT (SELECT count(*)::int FROM known) AS known, (SELECT count(*)::int FROM fresh) AS counted,
          (SELECT json_agg(h) FROM (
            SELECT date_trunc('hour', f.at, 'UTC') AS hour, ${hourSums}
            FROM fresh f GROUP BY 1 ORDER BY 1
          ) h) AS hours,
          (SELECT json_agg(a) FROM (
            SELECT (f.at AT TIME ZONE 'UTC')::date AS day, a.developer_id AS "developerId",
              coalesce(sum(f.bytes) FILTER (WHERE NOT f.is_cached), 0) AS "egressBytes",
              sum(f.saved_bytes) AS "savedBytes"
            FROM fresh f JOIN apps a ON a.id = f.app_id GROUP BY 1, 2 ORDER BY 1, 2
          ) a) AS added`;
      const [row] = rows;
      if (!row) throw new Error("counting gave no row");
      return {
        known: row.known,
        counted: row.counted,
        hours: (row.hours ?? []).map((hour) => ({ ...hour, hour: new Date(hour.hour) })),
        added: (row.added ?? []).map(({ day, developerId, ...bytes }) => ({
          day: dayOf(new Date(day)),
          developerId: developerId as DeveloperId,
          ...bytes,
        })),
      };
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

/** Columns of `download_days` that are sums, of `download_hours` as well, and how `fresh f` makes them. */
export const dayColumns = [
  "downloads",
  "first_installs",
  "updates",
  "by_device",
  "by_browser",
  "by_command_line",
  "bytes",
  "saved_bytes",
  "failures",
] as const;
const dayAmounts = Prisma.raw(dayColumns.join(", "));
const addedDayAmounts = Prisma.raw(
  dayColumns.map((name) => `${name} = t.${name} + excluded.${name}`).join(", "),
);
export const daySums = Prisma.sql`
  count(*) FILTER (WHERE f.is_download) AS downloads,
  count(*) FILTER (WHERE f.is_download AND f.install = 'first') AS first_installs,
  count(*) FILTER (WHERE f.is_download AND f.install = 'update') AS updates,
  count(*) FILTER (WHERE f.is_download AND f.client = 'device') AS by_device,
  count(*) FILTER (WHERE f.is_download AND f.client = 'browser') AS by_browser,
  count(*) FILTER (WHERE f.is_download AND f.client = 'command_line') AS by_command_line,
  sum(f.bytes)::bigint AS bytes, sum(f.saved_bytes)::bigint AS saved_bytes,
  count(*) FILTER (WHERE f.is_failure) AS failures`;
export const countsForCountry = Prisma.sql`f.is_download AND f.part <> 'contents'`;
export const hourSums = Prisma.sql`
  count(*) AS requests, count(*) FILTER (WHERE f.is_failure) AS failures, sum(f.bytes)::bigint AS bytes,
  coalesce(sum(f.bytes) FILTER (WHERE f.is_cached), 0)::bigint AS "cachedBytes"`;

/**
 * Downloads as rows. Each column is one text, an array as PostgreSQL writes them: a batch has a hundred thousand values,
 * and so they are parameters a dozen times only.
 */
function asRows(downloads: readonly RawDownload[]): Prisma.Sql {
  const column = (of: (download: RawDownload) => string | number | boolean | null) =>
    `{${downloads.map((one) => of(one) ?? "NULL").join(",")}}`;
  return Prisma.sql`unnest(
    ${column(({ at }) => at)}::bigint[], ${column(({ id }) => quoted(id))}::text[],
    ${column(({ appId }) => quoted(appId))}::uuid[], ${column(({ versionCode }) => versionCode)}::bigint[],
    ${column(({ part }) => part)}::statistics.part[], ${column(({ fromVersionCode }) => fromVersionCode)}::bigint[],
    ${column(({ install }) => install)}::statistics.install[], ${column(({ client }) => client)}::statistics.client[],
    ${column(({ country }) => quoted(country ?? unknownCountry))}::text[],
    ${column(({ isDownload }) => isDownload)}::boolean[], ${column(({ isFailure }) => isFailure)}::boolean[],
    ${column(({ isCached }) => isCached)}::boolean[], ${column(({ bytes }) => bytes)}::bigint[]
  ) AS g (ms, id, app_id, version_code, part, from_version_code, install, client, country, is_download, is_failure,
    is_cached, bytes)`;
}

/** An element of an array in text, whatever is in it (PostgreSQL manual, 8.15.6). */
function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
}
