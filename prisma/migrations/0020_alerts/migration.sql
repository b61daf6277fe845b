-- CreateTable
CREATE TABLE "alerts" (
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_above_at" TIMESTAMPTZ(3),
    "value" DOUBLE PRECISION,
    "above" DOUBLE PRECISION,
    "for_seconds" INTEGER,
    "is_muted" BOOLEAN,
    "changed_by" UUID,
    "changed_at" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "alert_episodes" (
    "id" UUID NOT NULL,
    "alert" TEXT NOT NULL,
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "cleared_at" TIMESTAMPTZ(3),
    "peak" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "alert_episodes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "download_hours" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "requests" BIGINT NOT NULL,
    "failures" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "cached_bytes" BIGINT NOT NULL,

    CONSTRAINT "download_hours_pkey" PRIMARY KEY ("hour")
);

-- CreateIndex
CREATE INDEX "alert_episodes_fired_at_idx" ON "alert_episodes"("fired_at");

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "alerts" ADD CONSTRAINT "alerts_status_check" CHECK ("status" IN ('quiet', 'pending', 'firing'));
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_limits_check"
  CHECK (num_nulls("above", "for_seconds", "is_muted") IN (0, 3) AND "above" >= 0 AND "for_seconds" >= 0);
-- An alert fires once at a time.
CREATE UNIQUE INDEX "alert_episodes_open_key" ON "alert_episodes"("alert") WHERE "cleared_at" IS NULL;
ALTER TABLE "download_hours" ADD CONSTRAINT "download_hours_amounts_check"
  CHECK (least("requests", "failures", "bytes", "cached_bytes") >= 0);
-- Uploads that ended lately, for the share of them that failed.
CREATE INDEX "uploads_ended_idx" ON "uploads"("status_changed_at") WHERE "status" IN ('consumed', 'expired');
