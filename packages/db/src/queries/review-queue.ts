import {
  claimLastsMs,
  type ReviewQueries,
  type ReviewQueueItem,
  type UserId,
  type VersionId,
} from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { findingCount } from "../rows/version-list-row.ts";
import { contains, readPage } from "./search.ts";

type Row = AppHeadRow &
  Pick<
    ReviewQueueItem,
    "versionName" | "versionCode" | "submittedAt" | "developerName" | "firstRelease" | "warnings" | "sample"
  > & {
    versionId: string;
    size: bigint;
    claimedBy: string | null;
    claimedByName: string | null;
    isApprovedOnce: boolean;
    isAnswered: boolean;
  };

const inReview = Prisma.sql`v.status = 'in_review'`;
// Each part has an index of its own over the few rows that are in it.
const waiting = Prisma.sql`v.id IN (
  SELECT id FROM versions WHERE status = 'in_review'
  UNION ALL
  SELECT looked.version_id FROM reviews looked JOIN versions decided ON decided.id = looked.version_id
  WHERE looked.after_look = 'waiting' AND decided.status <> 'in_review'
)`;
const isAnswered = Prisma.sql`(${inReview} AND coalesce(r.last_word = 'developer', false))`;
const isApprovedOnce = Prisma.sql`(${inReview} AND r.first_approval_by IS NOT NULL)`;
const sample = Prisma.sql`CASE WHEN NOT ${inReview} THEN 'look' WHEN r.judgement->>'outcome' = 'sample' THEN 'decide' END`;

const columns = Prisma.sql`
  ${appHeadColumns}, v.id AS "versionId", v.manifest->>'version' AS "versionName", v.version_code AS "versionCode",
  v.size, v.submitted_at AS "submittedAt", d.name AS "developerName", ${findingCount("warning")} AS warnings,
  NOT EXISTS (
    SELECT FROM versions earlier WHERE earlier.app_id = v.app_id AND earlier.published_at IS NOT NULL
  ) AS "firstRelease",
  claimer.id AS "claimedBy", claimer.name AS "claimedByName", ${isApprovedOnce} AS "isApprovedOnce",
  ${isAnswered} AS "isAnswered", ${sample} AS sample`;

export const listReviewQueue =
  (prisma: PrismaClient): ReviewQueries["listReviewQueue"] =>
  (query, { userId, at }) => {
    const search = contains(query.search, [
      Prisma.sql`a.name`,
      Prisma.sql`a.package_id`,
      Prisma.sql`d.name`,
      Prisma.sql`v.manifest->>'version'`,
    ]);
    const shown = {
      all: Prisma.sql`true`,
      mine: Prisma.sql`claimer.id = ${userId}::uuid`,
      unclaimed: Prisma.sql`claimer.id IS NULL`,
      second: isApprovedOnce,
      answered: isAnswered,
      samples: Prisma.sql`${sample} IS NOT NULL`,
    }[query.show];
    const order = query.order === "longest" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
    const signSince = new Date(at.getTime() - claimLastsMs);
    return readPage<Row, ReviewQueueItem>(prisma, query, {
      select: columns,
      from: Prisma.sql`versions v JOIN apps a ON a.id = v.app_id JOIN developers d ON d.id = v.developer_id
        LEFT JOIN reviews r ON r.version_id = v.id
        LEFT JOIN users claimer ON claimer.id = r.claimed_by AND r.claim_seen_at > ${signSince}::timestamptz`,
      where: Prisma.sql`${waiting} AND ${search} AND ${shown}`,
      orderBy: Prisma.sql`v.submitted_at ${order}, v.id ${order}`,
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
        claimedBy:
          row.claimedBy === null ? null : { id: row.claimedBy as UserId, name: row.claimedByName ?? "" },
        isApprovedOnce: row.isApprovedOnce,
        isAnswered: row.isAnswered,
        sample: row.sample,
      }),
    });
  };
