import type { Queries, ReviewQueueItem, VersionId } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { findingCount } from "../rows/version-list-row.ts";
import { contains, readPage } from "./search.ts";

type Row = AppHeadRow & {
  versionId: string;
  versionName: string;
  versionCode: number;
  size: bigint;
  submittedAt: Date;
  developerName: string;
  firstRelease: boolean;
  warnings: number;
};

const columns = Prisma.sql`
  ${appHeadColumns}, v.id AS "versionId", v.manifest->>'version' AS "versionName", v.version_code AS "versionCode",
  v.size, v.submitted_at AS "submittedAt", d.name AS "developerName", ${findingCount("warning")} AS warnings,
  NOT EXISTS (
    SELECT FROM versions earlier WHERE earlier.app_id = v.app_id AND earlier.published_at IS NOT NULL
  ) AS "firstRelease"`;

export const listReviewQueue =
  (prisma: PrismaClient): Queries["listReviewQueue"] =>
  (query) => {
    const search = contains(query.search, [
      Prisma.sql`a.name`,
      Prisma.sql`a.package_id`,
      Prisma.sql`d.name`,
      Prisma.sql`v.manifest->>'version'`,
    ]);
    return readPage<Row, ReviewQueueItem>(prisma, query, {
      select: columns,
      from: Prisma.sql`versions v JOIN apps a ON a.id = v.app_id JOIN developers d ON d.id = v.developer_id`,
      where: Prisma.sql`v.status = 'in_review' AND ${search}`,
      orderBy: Prisma.sql`v.submitted_at, v.id`,
      toItem: (row) => ({
        versionId: row.versionId as VersionId,
        versionName: row.versionName,
        versionCode: row.versionCode,
        size: Number(row.size),
        submittedAt: row.submittedAt,
        app: toAppHead(row),
        developerName: row.developerName,
        firstRelease: row.firstRelease,
        warnings: row.warnings,
      }),
    });
  };
