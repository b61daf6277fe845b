-- AlterTable
ALTER TABLE "versions" ADD COLUMN     "on_track" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "purge_announced_at" TIMESTAMPTZ(3),
ADD COLUMN     "purged_at" TIMESTAMPTZ(3),
ADD COLUMN     "retention_class" TEXT,
ADD COLUMN     "retention_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "retention_policies" (
    "number" SERIAL NOT NULL,
    "id" UUID NOT NULL,
    "policy" JSONB NOT NULL,
    "changed_by" UUID NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "retention_policies_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "retention_overrides" (
    "app_id" UUID NOT NULL,
    "class" TEXT NOT NULL,
    "keep_hours" INTEGER,
    "reason" TEXT NOT NULL,
    "set_by" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "retention_overrides_pkey" PRIMARY KEY ("app_id","class")
);

-- CreateTable
CREATE TABLE "legal_holds" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "version_id" UUID,
    "reason" TEXT NOT NULL,
    "placed_by" UUID NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lifted_by" UUID,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "legal_holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sweep_runs" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT NOT NULL DEFAULT 'running',
    "announced" INTEGER NOT NULL DEFAULT 0,
    "retracted" INTEGER NOT NULL DEFAULT 0,
    "purged" INTEGER NOT NULL DEFAULT 0,
    "purged_bytes" BIGINT NOT NULL DEFAULT 0,
    "due_versions" INTEGER NOT NULL DEFAULT 0,
    "due_bytes" BIGINT NOT NULL DEFAULT 0,
    "kept_versions" INTEGER NOT NULL DEFAULT 0,
    "kept_bytes" BIGINT NOT NULL DEFAULT 0,
    "approved_by" UUID,
    "approved_at" TIMESTAMPTZ(3),

    CONSTRAINT "sweep_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "purges" (
    "version_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "class" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "purged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "purges_pkey" PRIMARY KEY ("version_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "retention_policies_id_key" ON "retention_policies"("id");

-- CreateIndex
CREATE INDEX "sweep_runs_started_at_idx" ON "sweep_runs"("started_at");

-- CreateIndex
CREATE INDEX "purges_run_id_idx" ON "purges"("run_id");

-- AddForeignKey
ALTER TABLE "retention_overrides" ADD CONSTRAINT "retention_overrides_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legal_holds" ADD CONSTRAINT "legal_holds_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purges" ADD CONSTRAINT "purges_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "sweep_runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "purges" ADD CONSTRAINT "purges_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say, and what the versions there are have come to.

ALTER TABLE "retention_overrides" ADD CONSTRAINT "retention_overrides_class_check"
  CHECK ("class" IN ('off_track', 'draft', 'rejected', 'failed'));
ALTER TABLE "retention_overrides" ADD CONSTRAINT "retention_overrides_keep_check" CHECK ("keep_hours" > 0);
ALTER TABLE "sweep_runs" ADD CONSTRAINT "sweep_runs_outcome_check" CHECK ("outcome" IN ('running', 'done', 'stopped'));

-- Which versions devices get.
UPDATE "versions" v SET "on_track" = true
WHERE v."status" = 'published' AND NOT EXISTS (
  SELECT FROM "versions" o
  WHERE o."app_id" = v."app_id" AND o."status" = 'published' AND o."version_code" > v."version_code"
);
-- The bytes of versions that failed were deleted with the verdict, unless the check can be taken up again.
UPDATE "versions" v SET "purged_at" = v."status_changed_at" FROM "uploads" u
WHERE u."id" = v."upload_id" AND v."status" = 'failed' AND u."status" = 'consumed';
-- A published version has been off every track since a later one was published.
UPDATE "versions" v SET
  "retention_class" = CASE WHEN v."status" IN ('failed', 'draft', 'rejected') THEN v."status" ELSE 'off_track' END,
  "retention_from" = CASE WHEN v."status" <> 'published' THEN v."status_changed_at" ELSE coalesce((
    SELECT min(o."published_at") FROM "versions" o
    WHERE o."app_id" = v."app_id" AND o."status" = 'published' AND o."version_code" > v."version_code"
  ), v."status_changed_at") END
WHERE v."status" IN ('failed', 'draft', 'rejected', 'published', 'withdrawn', 'removed')
  AND NOT v."on_track" AND v."purged_at" IS NULL;

ALTER TABLE "versions" ADD CONSTRAINT "versions_on_track_check" CHECK (
  NOT "on_track" OR ("status" = 'published' AND "purged_at" IS NULL)
);
ALTER TABLE "versions" ADD CONSTRAINT "versions_purge_announced_check" CHECK (
  "purge_announced_at" IS NULL OR "retention_class" IS NOT NULL
);

DROP INDEX "versions_interrupted_idx";
-- With all that a forecast asks for, so that it reads no row.
CREATE INDEX "versions_retained_idx" ON "versions"("retention_class", "retention_from")
  INCLUDE ("app_id", "id", "size", "purge_announced_at")
  WHERE "retention_class" IS NOT NULL;
CREATE INDEX "versions_announced_idx" ON "versions"("purge_announced_at") WHERE "purge_announced_at" IS NOT NULL;
CREATE INDEX "legal_holds_standing_idx" ON "legal_holds"("app_id") WHERE "lifted_at" IS NULL;

-- Why a version's bytes are kept for a time only follows from its other columns, and the time begins with the reason:
-- by the database's clock, whatever the clock of the process that makes the change says. As a trigger, so that no
-- writer can forget it, those of an earlier release included. `retentionClassOf` in the domain says the same.
CREATE FUNCTION "begin_retention"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.retention_class := CASE
    WHEN NEW.on_track OR NEW.purged_at IS NOT NULL THEN NULL
    WHEN NEW.status IN ('failed', 'draft', 'rejected') THEN NEW.status
    WHEN NEW.status IN ('published', 'withdrawn', 'removed') THEN 'off_track'
  END;
  IF TG_OP = 'UPDATE' AND NEW.retention_class IS DISTINCT FROM OLD.retention_class THEN
    NEW.retention_from := clock_timestamp();
    NEW.purge_announced_at := NULL;
  END IF;
  RETURN NEW;
END;
$$;
CREATE TRIGGER "versions_begin_retention" BEFORE INSERT OR UPDATE OF "status", "on_track", "purged_at" ON "versions"
  FOR EACH ROW EXECUTE FUNCTION "begin_retention"();
