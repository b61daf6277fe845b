import type { Queries, VersionListItem } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { toVersionListItem, type VersionListRow, versionListColumns } from "../rows/version-list-row.ts";
import { isOwnRow } from "../visibility.ts";
import { contains, readPage } from "./search.ts";

export const listVersions =
  (prisma: PrismaClient): Queries["listVersions"] =>
  (actor, appId, query) => {
    const search = contains(query.search, [
      Prisma.sql`v.manifest->>'version'`,
      Prisma.sql`v.version_code::text`,
      Prisma.sql`v.file_name`,
    ]);
    return readPage<VersionListRow, VersionListItem>(prisma, query, {
      select: versionListColumns,
      from: Prisma.sql`versions v`,
      where: Prisma.sql`v.app_id = ${appId}::uuid AND ${isOwnRow(actor, { developer: Prisma.sql`v.developer_id`, app: Prisma.sql`v.app_id` })} AND ${search}`,
      orderBy: Prisma.sql`v.created_at DESC, v.id DESC`,
      toItem: toVersionListItem,
    });
  };
