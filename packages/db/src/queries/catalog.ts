import type { CatalogItem, Queries } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { toVersion } from "../rows/version-row.ts";
import { contains, readPage } from "./search.ts";

type Row = AppHeadRow & { developerName: string; versionName: string; publishedAt: Date };

/**
 * Of each app the published version with the greatest version code: what devices get. Read from the index
 * alone; the name is looked up for the rows of the page.
 */
const live = Prisma.sql`(
  SELECT DISTINCT ON (app_id) app_id, version_code, published_at
  FROM versions WHERE status = 'published' ORDER BY app_id, version_code DESC
) live`;

const columns = Prisma.sql`
  ${appHeadColumns}, d.name AS "developerName", live.published_at AS "publishedAt",
  (
    SELECT v.manifest->>'version' FROM versions v
    WHERE v.app_id = live.app_id AND v.version_code = live.version_code
  ) AS "versionName"`;

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
      from: Prisma.sql`${live} JOIN apps a ON a.id = live.app_id JOIN developers d ON d.id = a.developer_id`,
      where: search,
      orderBy: Prisma.sql`live.published_at DESC, a.id DESC`,
      toItem,
    });
  };

export const findCatalogEntry =
  (prisma: PrismaClient): Queries["findCatalogEntry"] =>
  async (packageId) => {
    const row = await prisma.version.findFirst({
      where: { status: "published", app: { packageId } },
      orderBy: { versionCode: "desc" },
    });
    if (!row) return null;
    const [app] = await prisma.$queryRaw<(AppHeadRow & { description: string; developerName: string })[]>`
      SELECT ${appHeadColumns}, a.description, d.name AS "developerName"
      FROM apps a JOIN developers d ON d.id = a.developer_id WHERE a.id = ${row.appId}::uuid`;
    const version = toVersion(row);
    if (!app || !version.publishedAt || !version.manifest) {
      throw new Error(`version ${version.id} is published without an app, a date or a manifest`);
    }
    return {
      ...toAppHead(app),
      description: app.description,
      developerName: app.developerName,
      versionName: version.manifest.version,
      publishedAt: version.publishedAt,
      version,
    };
  };
