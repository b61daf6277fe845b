import type { FailedJobItem, FailureClass, JobCount, JobId, Queries, VersionId } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";
import { contains, readPage } from "./search.ts";

type Row = Partial<AppHeadRow> & {
  key: string;
  name: string;
  class: string;
  code: string;
  message: string;
  incidentId: string;
  attempts: number;
  failedAt: Date;
  createdAt: Date;
  objectKey: string | null;
  published: boolean;
  versionId: string | null;
  fileName: string | null;
  submitted: boolean;
};

/** An id from a payload, which may be broken: that can be why the job failed. */
const idIn = (field: string) => Prisma.sql`
  CASE WHEN o.payload->>${field} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    THEN (o.payload->>${field})::uuid END`;

export const listFailedJobs =
  (prisma: PrismaClient): Queries["listFailedJobs"] =>
  (query) => {
    const search = contains(query.search, [
      Prisma.sql`o.failure_code`,
      Prisma.sql`o.failure_message`,
      Prisma.sql`o.incident_id::text`,
      Prisma.sql`o.payload->>'key'`,
      Prisma.sql`a.name`,
      Prisma.sql`a.package_id`,
      Prisma.sql`v.file_name`,
    ]);
    return readPage<Row, FailedJobItem>(prisma, query, {
      select: Prisma.sql`
        o.key, o.name, o.failure_class AS class, o.failure_code AS code, o.failure_message AS message,
        o.incident_id AS "incidentId", o.attempts, o.failed_at AS "failedAt", o.created_at AS "createdAt",
        o.payload->>'key' AS "objectKey", v.id AS "versionId", v.file_name AS "fileName",
        v.submitted_at IS NOT NULL AS submitted, ${appHeadColumns},
        EXISTS (
          SELECT FROM tracks t JOIN releases r ON r.track_id = t.id AND r.status = 'complete'
          WHERE t.app_id = a.id AND t.name = 'stable'
        ) AS published`,
      from: Prisma.sql`outbox o
        LEFT JOIN versions v ON o.name = 'version.validate' AND v.id = ${idIn("versionId")}
        LEFT JOIN icons i ON o.name = 'icon.render' AND i.id = ${idIn("iconId")}
        LEFT JOIN screenshots s ON o.name = 'screenshot.render' AND s.id = ${idIn("screenshotId")}
        LEFT JOIN apps a ON a.id = coalesce(v.app_id, i.app_id, s.app_id, ${idIn("appId")})`,
      where: Prisma.sql`o.failed_at IS NOT NULL
        AND (${query.name}::text IS NULL OR o.name = ${query.name})
        AND (${query.class}::text IS NULL OR o.failure_class = ${query.class}) AND ${search}`,
      orderBy: Prisma.sql`o.failed_at DESC, o.id DESC`,
      toItem: ({ appId, ...row }) => ({
        id: row.key as JobId,
        name: row.name,
        failure: {
          class: row.class as FailureClass,
          code: row.code,
          message: row.message,
          incidentId: row.incidentId,
          attempts: row.attempts,
        },
        failedAt: row.failedAt,
        createdAt: row.createdAt,
        app: appId ? { ...toAppHead({ ...row, appId } as AppHeadRow), published: row.published } : null,
        version:
          row.versionId !== null && row.fileName !== null
            ? { id: row.versionId as VersionId, fileName: row.fileName, submitted: row.submitted }
            : null,
        objectKey: row.objectKey,
      }),
    });
  };

export const countJobs =
  (prisma: PrismaClient): Queries["countJobs"] =>
  () =>
    prisma.$queryRaw<JobCount[]>`
      SELECT name, count(*) FILTER (WHERE claimed_until = 'epoch')::int AS waiting,
        count(*) FILTER (WHERE claimed_until > 'epoch')::int AS "handedOver", min(created_at) AS oldest
      FROM outbox WHERE failed_at IS NULL GROUP BY name ORDER BY name`;
