import {
  type Actor,
  type AppId,
  type Day,
  type DownloadDay,
  type DownloadQueries,
  type DownloadSums,
  dayOf,
  type RebuiltDay,
  type RecentDownloads,
  type StatisticsSpan,
  type VersionDay,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { unknownCountry } from "../rows/unknown-country.ts";
import { isOwnRow } from "../visibility.ts";

/** PostgreSQL adds up to numbers without an end; these are counts and bytes, exact as doubles. */
const sums = Prisma.sql`
  sum(t.downloads)::float8 AS downloads, sum(t.first_installs)::float8 AS "firstInstalls",
  sum(t.updates)::float8 AS updates, sum(t.by_device)::float8 AS "byDevice", sum(t.by_browser)::float8 AS "byBrowser",
  sum(t.by_command_line)::float8 AS "byCommandLine",
  coalesce(sum(t.downloads) FILTER (WHERE t.part = 'delta'), 0)::float8 AS deltas, sum(t.bytes)::float8 AS bytes,
  sum(t.saved_bytes)::float8 AS "savedBytes", sum(t.failures)::float8 AS failures`;

export function downloadQueries(prisma: PrismaClient): DownloadQueries {
  return {
    async readDownloadDays(actor, appId, { from, to }) {
      const rows = await prisma.$queryRaw<(Omit<DownloadDay, "day"> & { day: Date })[]>`
        SELECT t.day, t.part, sum(t.downloads)::float8 AS downloads, sum(t.bytes)::float8 AS bytes,
          sum(t.saved_bytes)::float8 AS "savedBytes", sum(t.failures)::float8 AS failures
        FROM download_days t
        WHERE ${isShown(actor, appId, { from, to, versionCode: null })}
        GROUP BY t.day, t.part ORDER BY t.day, t.part COLLATE "C"`;
      return rows.map((row) => ({ ...row, day: dayOf(row.day) }));
    },

    async readDownloadSums(actor, appId, span, unit) {
      const rows = await prisma.$queryRaw<({ day: Date } & DownloadSums)[]>`
        SELECT date_trunc(${unit}, t.day::timestamp)::date AS day, ${sums}
        FROM download_days t
        WHERE ${isShown(actor, appId, span)} AND t.part <> 'contents' GROUP BY 1 ORDER BY 1`;
      return rows.map((row) => ({ ...row, day: dayOf(row.day) }));
    },

    readVersionDownloads: (actor, appId, span, limit) => prisma.$queryRaw`
      SELECT s.version_code AS "versionCode", v.manifest ->> 'version' AS "versionName", s.downloads, s.failures
      FROM (
        SELECT t.version_code, sum(t.downloads)::float8 AS downloads, sum(t.failures)::float8 AS failures
        FROM download_days t WHERE ${isShown(actor, appId, span)} AND t.part <> 'contents'
        GROUP BY 1 ORDER BY downloads DESC, t.version_code DESC LIMIT ${limit}
      ) s LEFT JOIN versions v ON v.app_id = ${appId}::uuid AND v.version_code = s.version_code
      ORDER BY s.downloads DESC, s.version_code DESC`,

    readCountryDownloads: (actor, appId, span) => prisma.$queryRaw`
      SELECT nullif(s.country, ${unknownCountry}) AS country, s.downloads FROM (
        SELECT t.country, sum(t.downloads)::float8 AS downloads
        FROM download_countries t WHERE ${isShown(actor, appId, span)} GROUP BY 1
      ) s ORDER BY s.downloads DESC, s.country COLLATE "C"`,

    async readVersionDays(actor, appId, span, after, limit) {
      const rows = await prisma.$queryRaw<(Omit<VersionDay, "day"> & { day: Date })[]>`
        SELECT t.day, t.version_code AS "versionCode", t.part,
          (SELECT v.manifest ->> 'version' FROM versions v WHERE v.app_id = ${appId}::uuid AND v.version_code = t.version_code)
            AS "versionName", ${sums}
        FROM download_days t
        WHERE ${isShown(actor, appId, span)}
          AND ${after ? Prisma.sql`(t.day, t.version_code, t.part COLLATE "C") > (${after.day}::date, ${after.versionCode}::int, ${after.part}::text COLLATE "C")` : Prisma.sql`true`}
        GROUP BY t.day, t.version_code, t.part
        ORDER BY t.day, t.version_code, t.part COLLATE "C" LIMIT ${limit}`;
      return rows.map((row) => ({ ...row, day: dayOf(row.day) }));
    },

    async readCountryDays(actor, appId, span, after, limit) {
      const rows = await prisma.$queryRaw<
        { day: Date; country: string | null; versionCode: number; downloads: number }[]
      >`
        SELECT t.day, nullif(t.country, ${unknownCountry}) AS country, t.version_code AS "versionCode",
          t.downloads::float8 AS downloads
        FROM download_countries t
        WHERE ${isShown(actor, appId, span)}
          AND ${after ? Prisma.sql`(t.day, t.country COLLATE "C", t.version_code) > (${after.day}::date, ${after.country ?? unknownCountry}::text COLLATE "C", ${after.versionCode}::int)` : Prisma.sql`true`}
        ORDER BY t.day, t.country COLLATE "C", t.version_code LIMIT ${limit}`;
      return rows.map((row) => ({ ...row, day: dayOf(row.day) }));
    },

    async listRecentDownloads(actor, since, limit) {
      const isSeen =
        actor.kind === "system"
          ? Prisma.sql`TRUE`
          : isOwnRow(actor, { developer: Prisma.sql`a.developer_id`, app: Prisma.sql`a.id` });
      const rows = await prisma.$queryRaw<
        {
          id: string;
          packageId: string;
          name: string;
          days: { day: Day; downloads: number }[];
        }[]
      >`
        SELECT s.id, s.package_id AS "packageId", s.name,
          json_agg(json_build_object('day', s.day, 'downloads', s.downloads) ORDER BY s.day) AS days
        FROM (
          SELECT a.id, a.package_id, a.name, t.day, sum(t.downloads) AS downloads
          FROM apps a JOIN download_days t ON t.app_id = a.id AND t.day >= ${since}::date AND t.part <> 'contents'
          WHERE ${isSeen} GROUP BY a.id, t.day
        ) s
        GROUP BY 1, 2, 3 HAVING sum(s.downloads) > 0 ORDER BY sum(s.downloads) DESC, s.id LIMIT ${limit}`;
      return rows.map(
        ({ id, packageId, name, days }): RecentDownloads => ({
          app: { id: id as AppId, packageId, name },
          days,
        }),
      );
    },

    async listRebuilds(limit) {
      const rows = await prisma.$queryRaw<(Omit<RebuiltDay, "day"> & { day: Date })[]>`
        SELECT day, downloads::float8 AS downloads, differed, rebuilt_at AS "rebuiltAt"
        FROM raw_download_days WHERE rebuilt_at IS NOT NULL ORDER BY day DESC LIMIT ${limit}`;
      return rows.map((row) => ({ ...row, day: dayOf(row.day) }));
    },
  };
}

/** Whether a row `t` is of the span, and of an app of the actor's own. */
function isShown(actor: Actor, appId: AppId, { from, to, versionCode }: StatisticsSpan): Prisma.Sql {
  const isSeen =
    actor.kind === "system"
      ? Prisma.sql`TRUE`
      : Prisma.sql`EXISTS (SELECT FROM apps a WHERE a.id = t.app_id AND ${isOwnRow(actor, { developer: Prisma.sql`a.developer_id`, app: Prisma.sql`a.id` })})`;
  const ofVersion =
    versionCode === null ? Prisma.sql`TRUE` : Prisma.sql`t.version_code = ${versionCode}::int`;
  return Prisma.sql`t.app_id = ${appId}::uuid AND t.day BETWEEN ${from}::date AND ${to}::date AND ${ofVersion} AND ${isSeen}`;
}
