import {
  type AppId,
  type AppListItem,
  type Queries,
  stable,
  type VersionId,
  type VersionStatus,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { isOwnRow } from "../visibility.ts";
import { contains, readPage } from "./search.ts";

type Row = AppHeadRow & {
  updatedAt: Date;
  versions: number;
  latestId: string | null;
  latestStatus: string | null;
  latestName: string | null;
  latestCreatedAt: Date | null;
  liveName: string | null;
  liveCode: number | null;
  livePublishedAt: Date | null;
};

const columns = Prisma.sql`
  ${appHeadColumns}, a.updated_at AS "updatedAt",
  (SELECT count(*)::int FROM versions v WHERE v.app_id = a.id) AS versions, latest.*, live.*`;

const latestAndLive = Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT v.id AS "latestId", v.status AS "latestStatus", v.manifest->>'version' AS "latestName",
      v.created_at AS "latestCreatedAt"
    FROM versions v WHERE v.app_id = a.id ORDER BY v.created_at DESC, v.id DESC LIMIT 1
  ) latest ON true
  LEFT JOIN LATERAL (
    SELECT v.manifest->>'version' AS "liveName", v.version_code AS "liveCode", v.published_at AS "livePublishedAt"
    FROM tracks t JOIN releases r ON r.track_id = t.id AND r.status = 'complete'
      JOIN versions v ON v.id = r.version_id AND v.status = 'published'
    WHERE t.app_id = a.id AND t.name = ${stable}
  ) live ON true`;

export const listApps =
  (prisma: PrismaClient): Queries["listApps"] =>
  (actor, query) => {
    const search = contains(query.search, [
      Prisma.sql`a.name`,
      Prisma.sql`a.package_id`,
      Prisma.sql`a.summary`,
    ]);
    return readPage<Row, AppListItem>(prisma, query, {
      select: columns,
      from: Prisma.sql`apps a`,
      lookups: latestAndLive,
      where: Prisma.sql`${isOwnRow(actor, { developer: Prisma.sql`a.developer_id`, app: Prisma.sql`a.id` })} AND ${search}`,
      orderBy: Prisma.sql`a.updated_at DESC, a.id DESC`,
      toItem,
    });
  };

function toItem(row: Row): AppListItem {
  const { latestId, latestStatus, latestCreatedAt, liveName, liveCode, livePublishedAt } = row;
  return {
    ...toAppHead(row),
    updatedAt: row.updatedAt,
    versions: row.versions,
    latest:
      latestId === null || latestStatus === null || latestCreatedAt === null
        ? null
        : {
            id: latestId as VersionId,
            status: latestStatus as VersionStatus,
            versionName: row.latestName,
            createdAt: latestCreatedAt,
          },
    live:
      liveName === null || liveCode === null || livePublishedAt === null
        ? null
        : { versionName: liveName, versionCode: liveCode, publishedAt: livePublishedAt },
  };
}

export const listOwnAppNames =
  (prisma: PrismaClient): Queries["listOwnAppNames"] =>
  async (actor, limit) => {
    const own = isOwnRow(actor, { developer: Prisma.sql`a.developer_id`, app: Prisma.sql`a.id` });
    return prisma.$queryRaw<{ id: AppId; name: string }[]>`
      SELECT a.id, a.name FROM apps a WHERE ${own} ORDER BY a.name COLLATE "C", a.id LIMIT ${limit}`;
  };
