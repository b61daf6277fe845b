import type { CatalogItem, DeveloperId } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";
import { type AppHeadRow, toAppHead } from "./app-row.ts";

/** To be selected from `catalog_entries AS e`. */
export const catalogColumns = Prisma.sql`
  e.app_id AS "appId", e.package_id AS "packageId", e.name AS "appName", e.summary, e.category, e.icon_id AS "iconId",
  e.icon_content_hash AS "iconContentHash", e.developer_id AS "developerId", e.developer_name AS "developerName",
  e.version_name AS "versionName", e.version_code AS "versionCode", e.size, e.published_at AS "publishedAt",
  e.listed_at AS "listedAt", e.popularity AS downloads`;

export type CatalogRow = AppHeadRow &
  Pick<
    CatalogItem,
    "developerName" | "versionName" | "versionCode" | "publishedAt" | "listedAt" | "downloads"
  > & { developerId: string; size: bigint };

export function toCatalogItem(row: CatalogRow): CatalogItem {
  const { developerName, versionName, versionCode, publishedAt, listedAt, downloads } = row;
  return {
    ...toAppHead(row),
    developerId: row.developerId as DeveloperId,
    developerName,
    versionName,
    versionCode,
    size: Number(row.size),
    publishedAt,
    listedAt,
    downloads,
  };
}
