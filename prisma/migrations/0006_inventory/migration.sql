-- The bucket against the ledger; see docs/decisions/0013.
-- AlterTable
ALTER TABLE "objects" ALTER COLUMN "app_id" DROP NOT NULL,
ALTER COLUMN "developer_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "inventory_runs" (
    "id" UUID NOT NULL,
    "started_by" UUID,
    "status" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "slice" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "min_age_ms" BIGINT NOT NULL,
    "sample_share" DOUBLE PRECISION NOT NULL,
    "counts" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "approved_kinds" TEXT[],
    "approved_by" UUID,
    "approved_at" TIMESTAMPTZ(3),
    "repair_slice" INTEGER NOT NULL,
    "repaired_at" TIMESTAMPTZ(3),

    CONSTRAINT "inventory_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory_findings" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "storage_upload_id" TEXT NOT NULL DEFAULT '',
    "object_kind" TEXT,
    "expected_size" BIGINT,
    "expected_etag" TEXT,
    "expected_sha256" TEXT,
    "found_size" BIGINT,
    "found_etag" TEXT,
    "found_sha256" TEXT,
    "modified_at" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL,
    "note" TEXT,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "inventory_findings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quarantined_objects" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "original_key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "etag" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "cache_control" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "kept_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quarantined_objects_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "inventory_runs_started_at_idx" ON "inventory_runs"("started_at");

-- CreateIndex
CREATE UNIQUE INDEX "inventory_findings_run_id_kind_key_storage_upload_id_key" ON "inventory_findings"("run_id", "kind", "key", "storage_upload_id");

-- CreateIndex
CREATE UNIQUE INDEX "quarantined_objects_key_key" ON "quarantined_objects"("key");

-- AddForeignKey
ALTER TABLE "inventory_findings" ADD CONSTRAINT "inventory_findings_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "inventory_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "objects" DROP CONSTRAINT "objects_kind_check";
ALTER TABLE "objects" ADD CONSTRAINT "objects_kind_check" CHECK ("kind" IN ('upload', 'package', 'manifest', 'icon', 'feed', 'quarantine'));
ALTER TABLE "objects" ADD CONSTRAINT "objects_owner_check" CHECK (
  num_nonnulls("app_id", "developer_id") = CASE WHEN "kind" = 'quarantine' THEN 0 ELSE 2 END
);
ALTER TABLE "inventory_runs" ALTER COLUMN "approved_kinds" SET NOT NULL;
ALTER TABLE "inventory_runs" ADD CONSTRAINT "inventory_runs_status_check" CHECK ("status" IN ('running', 'finished', 'failed'));
ALTER TABLE "inventory_runs" ADD CONSTRAINT "inventory_runs_phase_check" CHECK ("phase" IN ('objects', 'listed', 'known', 'done'));
ALTER TABLE "inventory_runs" ADD CONSTRAINT "inventory_runs_share_check" CHECK ("sample_share" BETWEEN 0 AND 1);
ALTER TABLE "inventory_findings" ADD CONSTRAINT "inventory_findings_kind_check" CHECK ("kind" IN ('orphan', 'leftover', 'wrong_size', 'wrong_etag', 'wrong_hash', 'missing', 'unjoined'));
ALTER TABLE "inventory_findings" ADD CONSTRAINT "inventory_findings_outcome_check" CHECK ("outcome" IN ('open', 'repaired', 'skipped', 'needs_person'));
ALTER TABLE "quarantined_objects" ADD CONSTRAINT "quarantined_objects_reason_check" CHECK ("reason" IN ('orphan', 'leftover', 'wrong_size', 'wrong_etag', 'wrong_hash', 'missing', 'unjoined'));
ALTER TABLE "quarantined_objects" ADD CONSTRAINT "quarantined_objects_status_check" CHECK ("status" IN ('moving', 'held', 'put_back', 'deleted'));

-- The ledger in the order in which buckets list their keys, whatever the database's collation. Rows of what was
-- deleted only grow in number, and mean the same to a comparison as no row.
CREATE INDEX "objects_inventory_idx" ON "objects"("key" COLLATE "C") WHERE "status" <> 'deleted';
-- One run at a time.
CREATE UNIQUE INDEX "inventory_runs_running_key" ON "inventory_runs"("status") WHERE "status" = 'running';
CREATE INDEX "inventory_findings_open_idx" ON "inventory_findings"("run_id", "kind", "id") WHERE "outcome" = 'open';
CREATE INDEX "quarantined_objects_expiry_idx" ON "quarantined_objects"("kept_until") WHERE "status" = 'held';
CREATE INDEX "quarantined_objects_size_idx" ON "quarantined_objects"("size") WHERE "status" = 'held';
-- Uploads in parts that have ended, and those that storage may list.
CREATE INDEX "uploads_in_parts_idx" ON "uploads"("id") WHERE "storage_upload_id" IS NOT NULL;
CREATE INDEX "uploads_storage_upload_id_idx" ON "uploads"("storage_upload_id") WHERE "storage_upload_id" IS NOT NULL;
