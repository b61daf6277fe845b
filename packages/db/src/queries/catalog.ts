import { type AppId, type CatalogItem, type Queries, stable } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { toVersion } from "../rows/version-row.ts";
import { contains, readPage } from "./search.ts";

type Row = AppHeadRow & { developerName: string; versionName: string; publishedAt: Date };

/** What all devices of `stable` get, of every app. */
const live = Prisma.sql`
  tracks t
  JOIN releases r ON r.track_id = t.id AND r.status = 'complete'
  JOIN versions v ON v.id = r.version_id AND v.status = 'published'
  JOIN apps a ON a.id = t.app_id
  JOIN developers d ON d.id = a.developer_id`;
/** The same as a condition on an app. */
export const onStable = {
  releases: { some: { status: "complete", track: { name: stable }, version: { status: "published" } } },
} as const satisfies Prisma.AppWhereInput;
const isStable = Prisma.sql`t.name = ${stable}`;

const columns = Prisma.sql`
  ${appHeadColumns}, d.name AS "developerName", v.published_at AS "publishedAt",
  v.manifest->>'version' AS "versionName"`;

function toItem(row: Row): CatalogItem {
  const { developerName, versionName, publishedAt } = row;
  return { ...toAppHead(row), developerName, versionName, publishedAt };
}

export const listCatalog =
  (prisma: PrismaClient): Queries["listCatalog"] =>
  (query) => {
    const search = contains(query.search, [
      Prisma.sql`a.name`,
      Prisma.sql`a.package_id`,
      Prisma.sql`a.summary`,
      Prisma.sql`d.name`,
    ]);
    return readPage<Row, CatalogItem>(prisma, query, {
      select: columns,
      from: live,
      where: Prisma.sql`${isStable} AND ${search}`,
      orderBy: Prisma.sql`v.published_at DESC, a.id DESC`,
      toItem,
    });
  };

export const findCatalogEntry =
  (prisma: PrismaClient): Queries["findCatalogEntry"] =>
  async (packageId) => {
    const [row] = await prisma.$queryRaw<(Row & { description: string; versionId: string })[]>`
      SELECT ${columns}, a.description, v.id AS "versionId"
      FROM ${live} WHERE ${isStable} AND a.package_id = ${packageId}`;
    const version = row && (await prisma.version.findUnique({ where: { id: row.versionId } }));
    if (!version) return null;
    return { ...toItem(row), description: row.description, version: toVersion(version) };
  };

export const readCatalogGeneration =
  (prisma: PrismaClient): Queries["readCatalogGeneration"] =>
  async () => {
    const { generation } = await prisma.catalogState.findUniqueOrThrow({ where: { id: 1 } });
    return Number(generation);
  };

export const findCatalogRevision =
  (prisma: PrismaClient): Queries["findCatalogRevision"] =>
  async (packageId) => {
    const row = await prisma.app.findUnique({
      where: { packageId },
      select: { id: true, catalogRevision: true },
    });
    return row && { appId: row.id as AppId, revision: Number(row.catalogRevision) };
  };
