import {
  type FindingCount,
  type FindingKind,
  findingKinds,
  type InventoryQueries,
  type InventoryRunItem,
  type QuarantinedObject,
} from "@mosis/domain";
import { type InventoryFinding, Prisma, type PrismaClient } from "../generated/client.ts";
import { toFinding, toInventoryRun, toQuarantined } from "../rows/inventory-row.ts";
import { contains, readPage } from "./search.ts";

type RunRow = Parameters<typeof toInventoryRun>[0] & {
  startedByName: string | null;
  approvedByName: string | null;
};
type FindingRow = InventoryFinding;

const runColumns = Prisma.sql`
  r.id, r.started_by AS "startedBy", r.status, r.phase, r.cursor, r.slice, r.step, r.min_age_ms AS "minAgeMs",
  r.sample_share AS "sampleShare", r.counts, r.started_at AS "startedAt", r.changed_at AS "changedAt",
  r.finished_at AS "finishedAt", r.approved_kinds AS "approvedKinds", r.approved_by AS "approvedBy",
  r.approved_at AS "approvedAt", r.repair_slice AS "repairSlice", r.repaired_at AS "repairedAt"`;

const findingColumns = Prisma.sql`
  id, run_id AS "runId", kind, key, storage_upload_id AS "storageUploadId", object_kind AS "objectKind",
  expected_size AS "expectedSize", expected_etag AS "expectedEtag", expected_sha256 AS "expectedSha256",
  found_size AS "foundSize", found_etag AS "foundEtag", found_sha256 AS "foundSha256",
  modified_at AS "modifiedAt", outcome, note, settled_at AS "settledAt"`;

/** What breaks something comes before what only costs. */
const worstFirst: readonly FindingKind[] = findingKinds.toReversed();

export function inventoryQueries(prisma: PrismaClient): InventoryQueries {
  return {
    listInventoryRuns: (query) =>
      readPage<RunRow, InventoryRunItem>(prisma, query, {
        select: Prisma.sql`${runColumns}, s.name AS "startedByName", a.name AS "approvedByName"`,
        from: Prisma.sql`inventory_runs r`,
        lookups: Prisma.sql`LEFT JOIN users s ON s.id = r.started_by LEFT JOIN users a ON a.id = r.approved_by`,
        where: Prisma.sql`true`,
        orderBy: Prisma.sql`r.started_at DESC, r.id DESC`,
        toItem: ({ startedByName, approvedByName, ...row }) => ({
          ...toInventoryRun(row),
          startedByName,
          approvedByName,
        }),
      }),

    countFindings: (runId) =>
      prisma.$queryRaw<FindingCount[]>`
        SELECT kind, object_kind AS "objectKind", outcome, count(*)::int AS count,
          coalesce(sum(coalesce(found_size, expected_size)), 0)::float8 AS bytes
        FROM inventory_findings WHERE run_id = ${runId}::uuid
        GROUP BY kind, object_kind, outcome ORDER BY kind, object_kind, outcome`,

    listFindings: (runId, query) =>
      readPage<FindingRow, ReturnType<typeof toFinding>>(prisma, query, {
        select: findingColumns,
        from: Prisma.sql`inventory_findings`,
        where: Prisma.sql`run_id = ${runId}::uuid AND (${query.kind}::text IS NULL OR kind = ${query.kind})
          AND (${query.outcome}::text IS NULL OR outcome = ${query.outcome})
          AND ${contains(query.search, [Prisma.sql`key`])}`,
        orderBy: Prisma.sql`array_position(${[...worstFirst]}::text[], kind), key, storage_upload_id`,
        toItem: toFinding,
      }),

    async readFindings(runId, after, limit) {
      const rows = await prisma.$queryRaw<FindingRow[]>`
        SELECT ${findingColumns} FROM inventory_findings
        WHERE run_id = ${runId}::uuid AND (${after === null} OR (kind, key, storage_upload_id) >
          (${after?.kind ?? ""}, ${after?.key ?? ""}, ${after?.storageUploadId ?? ""}))
        ORDER BY kind, key, storage_upload_id LIMIT ${limit}`;
      return rows.map(toFinding);
    },

    listQuarantine: (query) =>
      readPage<Parameters<typeof toQuarantined>[0], QuarantinedObject>(prisma, query, {
        select: Prisma.sql`id, key, run_id AS "runId", original_key AS "originalKey", reason, size, etag,
          content_type AS "contentType", cache_control AS "cacheControl", status, created_at AS "createdAt",
          changed_at AS "changedAt", kept_until AS "keptUntil"`,
        from: Prisma.sql`quarantined_objects`,
        where: Prisma.sql`status = 'held' AND ${contains(query.search, [Prisma.sql`original_key`])}`,
        orderBy: Prisma.sql`created_at DESC, id DESC`,
        toItem: toQuarantined,
      }),

    async measureQuarantine() {
      const [row] = await prisma.$queryRaw<{ objects: number; bytes: number }[]>`
        SELECT count(*)::int AS objects, coalesce(sum(size), 0)::float8 AS bytes
        FROM quarantined_objects WHERE status = 'held'`;
      return row ?? { objects: 0, bytes: 0 };
    },
  };
}
