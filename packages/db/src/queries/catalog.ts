import {
  type AppId,
  type CatalogList,
  type CatalogQueries,
  type Category,
  type DeveloperId,
  type PublicVersion,
  pageOf,
  pageSize,
  stable,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type CatalogRow, catalogColumns, toCatalogItem } from "../rows/catalog-row.ts";
import { toVersion } from "../rows/version-row.ts";
import { searchCatalog } from "./catalog-search.ts";

/** What all devices of `stable` get, as a condition on an app. */
export const onStable = {
  releases: { some: { status: "complete", track: { name: stable }, version: { status: "published" } } },
} as const satisfies Prisma.AppWhereInput;

/** Each served by an index. */
const orders: Record<CatalogList["sort"], Prisma.Sql> = {
  popular: Prisma.sql`e.popularity DESC, e.app_id`,
  updated: Prisma.sql`e.published_at DESC, e.app_id DESC`,
  newest: Prisma.sql`e.listed_at DESC, e.app_id DESC`,
  name: Prisma.sql`e.sort_name, e.app_id`,
};

export function catalogQueries(prisma: PrismaClient): CatalogQueries {
  return {
    async listCatalog({ category, developerId, sort, page }) {
      const where = Prisma.join(
        [
          Prisma.sql`true`,
          ...(category ? [Prisma.sql`e.category = ${category}`] : []),
          ...(developerId ? [Prisma.sql`e.developer_id = ${developerId}::uuid`] : []),
        ],
        " AND ",
      );
      const rows = await prisma.$queryRaw<CatalogRow[]>`
        SELECT ${catalogColumns} FROM catalog_entries e WHERE ${where}
        ORDER BY ${orders[sort]} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
      const [counted] = await prisma.$queryRaw<{ total: number }[]>`
        SELECT count(*)::int AS total FROM catalog_entries e WHERE ${where}`;
      return pageOf(rows.map(toCatalogItem), counted?.total ?? 0, page);
    },

    searchCatalog: searchCatalog(prisma),

    countCategories: () => prisma.$queryRaw<{ category: Category; apps: number }[]>`
      SELECT category, count(*)::int AS apps FROM catalog_entries GROUP BY category ORDER BY category`,

    async findCatalogEntry(packageId) {
      const [row] = await prisma.$queryRaw<(CatalogRow & { description: string; versionId: string })[]>`
        SELECT ${catalogColumns}, a.description, e.version_id AS "versionId"
        FROM apps a JOIN catalog_entries e ON e.app_id = a.id WHERE a.package_id = ${packageId}`;
      const version = row && (await prisma.version.findUnique({ where: { id: row.versionId } }));
      if (!version) return null;
      return { ...toCatalogItem(row), description: row.description, version: toVersion(version) };
    },

    async listPublicVersions(packageId, page) {
      const from = Prisma.sql`
        apps a JOIN catalog_entries e ON e.app_id = a.id JOIN versions v ON v.app_id = a.id AND v.status = 'published'
        WHERE a.package_id = ${packageId} AND EXISTS (
          SELECT FROM releases r JOIN tracks t ON t.id = r.track_id AND t.name = ${stable}
          WHERE r.version_id = v.id AND r.status IN ('complete', 'superseded') AND r.completed_in IS NOT NULL
        )`;
      const rows = await prisma.$queryRaw<(Omit<PublicVersion, "size"> & { size: bigint })[]>`
        SELECT v.version_code AS "versionCode", v.manifest->>'version' AS "versionName", v.size,
          v.published_at AS "publishedAt", v.release_notes AS "releaseNotes"
        FROM ${from} ORDER BY v.published_at DESC, v.id DESC LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
      const [counted] = await prisma.$queryRaw<
        { total: number }[]
      >`SELECT count(*)::int AS total FROM ${from}`;
      const items = rows.map((row) => ({ ...row, size: Number(row.size) }));
      return pageOf(items, counted?.total ?? 0, page);
    },

    async findPublicDeveloper(developerId) {
      const [row] = await prisma.$queryRaw<{ id: string; name: string }[]>`
        SELECT developer_id AS id, developer_name AS name FROM catalog_entries
        WHERE developer_id = ${developerId}::uuid LIMIT 1`;
      return row ? { id: row.id as DeveloperId, name: row.name } : null;
    },

    async listCatalogAddresses(prefix, limit) {
      // Ids are spread evenly, being hashes (decision 2): a range of them is a share of the apps.
      const end = (digit: string) => `${prefix}${digit.repeat(32)}`.slice(0, 32);
      const [first, last] = [end("0"), end("f")];
      return prisma.$queryRaw`
        SELECT package_id AS "packageId", published_at AS "publishedAt" FROM catalog_entries
        WHERE app_id BETWEEN ${first}::uuid AND ${last}::uuid ORDER BY app_id LIMIT ${limit}`;
    },

    async readCatalogGeneration() {
      const { generation } = await prisma.catalogState.findUniqueOrThrow({ where: { id: 1 } });
      return Number(generation);
    },

    async findCatalogRevision(packageId) {
      const row = await prisma.app.findUnique({
        where: { packageId },
        select: { id: true, catalogRevision: true },
      });
      return row && { appId: row.id as AppId, revision: Number(row.catalogRevision) };
    },
  };
}
