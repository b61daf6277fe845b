import {
  DomainError,
  type InventoryRunId,
  type InventoryStore,
  type LedgerEntry,
  noCounts,
  type ObjectKind,
  type ObjectStatus,
} from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { Prisma } from "../generated/client.ts";
import { toFinding, toInventoryRun } from "../rows/inventory-row.ts";
import { toVersion } from "../rows/version-row.ts";

type EntryRow = Omit<LedgerEntry, "size"> & { size: bigint | null };

const entryColumns = Prisma.sql`key, kind, status, size, etag, sha256, updated_at AS "updatedAt"`;

const toEntry = (row: EntryRow): LedgerEntry => ({
  ...row,
  kind: row.kind as ObjectKind,
  status: row.status as ObjectStatus,
  size: row.size === null ? null : Number(row.size),
});

export function createInventoryStore({ prisma }: Connection): InventoryStore {
  async function findRun(id: InventoryRunId) {
    const row = await prisma.inventoryRun.findUnique({ where: { id } });
    return row && toInventoryRun(row);
  }

  return {
    async now() {
      const [row] = await prisma.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp()::timestamptz(3) AS now`;
      if (!row) throw new Error("the database does not know the time");
      return row.now;
    },

    async start({ id, startedBy, minAgeMs, sampleSize }) {
      const count = await prisma.$executeRaw`
        INSERT INTO inventory_runs (id, started_by, status, phase, cursor, slice, step, min_age_ms, sample_share,
          counts, started_at, changed_at, approved_kinds, repair_slice)
        SELECT ${id}::uuid, ${startedBy}::uuid, 'running', 'objects', '', 1, 0, ${BigInt(minAgeMs)},
          least(1, ${sampleSize}::float8 / greatest(1, count(*))), ${JSON.stringify(noCounts)}::jsonb,
          clock_timestamp(), clock_timestamp(), '{}', 0
        FROM objects WHERE status = 'stored' AND kind = 'package'
        ON CONFLICT (status) WHERE status = 'running' DO NOTHING`;
      return count === 1 ? findRun(id) : null;
    },

    find: findRun,

    async findLatest() {
      const row = await prisma.inventoryRun.findFirst({ orderBy: { startedAt: "desc" } });
      return row && toInventoryRun(row);
    },

    async hasOlder(ageMs) {
      const [row] = await prisma.$queryRaw<{ found: boolean }[]>`
        SELECT EXISTS (
          SELECT FROM objects WHERE status = 'stored' AND updated_at < now() - ${ageMs}::float8 * interval '1 millisecond'
        ) AS found`;
      return row?.found ?? false;
    },

    async advance({ id, step }, { phase, cursor, slice, counts }) {
      const count = await prisma.$executeRaw`
        UPDATE inventory_runs SET phase = ${phase}, cursor = ${cursor}, slice = ${slice}, step = step + 1,
          counts = ${JSON.stringify(counts)}::jsonb, changed_at = clock_timestamp(),
          status = CASE WHEN ${phase} = 'done' THEN 'finished' ELSE status END,
          finished_at = CASE WHEN ${phase} = 'done' THEN clock_timestamp() END
        WHERE id = ${id}::uuid AND step = ${step} AND status = 'running'`;
      const run = count === 1 ? await findRun(id) : null;
      if (!run) throw new DomainError("inventory_state_conflict");
      return run;
    },

    async move(id, from, to) {
      const count = await prisma.$executeRaw`
        UPDATE inventory_runs SET status = ${to}, step = step + 1, changed_at = clock_timestamp()
        WHERE id = ${id}::uuid AND status = ${from}
          AND (${to} <> 'running' OR NOT EXISTS (SELECT FROM inventory_runs WHERE status = 'running'))`;
      return count === 1;
    },

    async addFindings(runId, findings) {
      await prisma.inventoryFinding.createMany({
        data: findings.map(({ expected, found, ...finding }) => ({
          ...finding,
          runId,
          expectedSize: expected.size,
          expectedEtag: expected.etag,
          expectedSha256: expected.sha256,
          foundSize: found.size,
          foundEtag: found.etag,
          foundSha256: found.sha256,
          outcome: "open",
        })),
        skipDuplicates: true,
      });
    },

    async readLedger({ after, limit }) {
      const rows = await prisma.$queryRaw<EntryRow[]>`
        SELECT ${entryColumns} FROM objects
        WHERE status <> 'deleted' AND key COLLATE "C" > ${after}
        ORDER BY key COLLATE "C" LIMIT ${limit}`;
      return rows.map(toEntry);
    },

    async readRows(keys) {
      const rows = await prisma.$queryRaw<EntryRow[]>`
        SELECT ${entryColumns} FROM objects WHERE key = ANY(${keys})`;
      return rows.map(toEntry);
    },

    async openUploadNames(storageUploadIds) {
      const rows = await prisma.upload.findMany({
        where: { storageUploadId: { in: [...storageUploadIds] }, status: "open" },
        select: { storageUploadId: true },
      });
      return new Set(rows.flatMap(({ storageUploadId }) => storageUploadId ?? []));
    },

    async listEndedInParts({ after, before, limit }) {
      const since = after === "" ? "00000000-0000-0000-0000-000000000000" : after;
      return prisma.$queryRaw<{ id: string; key: string; storageUploadId: string; endedAt: Date }[]>`
        SELECT u.id::text, 'temp/' || u.id || '/upload' AS key, u.storage_upload_id AS "storageUploadId",
          u.status_changed_at AS "endedAt"
        FROM uploads u LEFT JOIN objects o ON o.key = 'temp/' || u.id || '/upload'
        WHERE u.storage_upload_id IS NOT NULL AND u.id > ${since}::uuid AND u.status IN ('expired', 'aborted')
          AND u.status_changed_at < ${before}::timestamptz AND o.status IS DISTINCT FROM 'deleted'
        ORDER BY u.id LIMIT ${limit}`;
    },

    async findVersion(appId, versionCode) {
      const row = await prisma.version.findUnique({ where: { appId_versionCode: { appId, versionCode } } });
      return row && toVersion(row);
    },

    async approve(id, kinds, by) {
      const count = await prisma.$executeRaw`
        UPDATE inventory_runs SET approved_by = ${by}::uuid, approved_at = clock_timestamp(),
          approved_kinds = ARRAY(SELECT DISTINCT unnest(approved_kinds || ${kinds}::text[])),
          repair_slice = repair_slice + 1, repaired_at = NULL, changed_at = clock_timestamp()
        WHERE id = ${id}::uuid AND status = 'finished'`;
      return count === 1 ? findRun(id) : null;
    },

    async advanceRepair({ id, repairSlice }, isDone) {
      const count = await prisma.$executeRaw`
        UPDATE inventory_runs SET repair_slice = repair_slice + 1, changed_at = clock_timestamp(),
          repaired_at = CASE WHEN ${isDone} THEN clock_timestamp() END
        WHERE id = ${id}::uuid AND repair_slice = ${repairSlice}`;
      return count === 1;
    },

    async listOpen(runId, kind, limit) {
      const rows = await prisma.inventoryFinding.findMany({
        where: { runId, kind, outcome: "open" },
        orderBy: { id: "asc" },
        take: limit,
      });
      return rows.map(toFinding);
    },

    async settle(id, outcome, note) {
      const count = await prisma.$executeRaw`
        UPDATE inventory_findings SET outcome = ${outcome}, note = ${note}, settled_at = clock_timestamp()
        WHERE id = ${id} AND outcome = 'open'`;
      return count === 1;
    },

    async claimStray(key) {
      const count = await prisma.$executeRaw`
        INSERT INTO objects AS o (key, kind, status, created_at, updated_at)
        VALUES (${key}, 'quarantine', 'deleting', clock_timestamp(), clock_timestamp())
        ON CONFLICT (key) DO UPDATE SET status = 'deleting', updated_at = excluded.updated_at
        WHERE o.status = 'deleted'`;
      return count === 1;
    },
  };
}
