-- CreateTable
CREATE TABLE "usage_days" (
    "day" DATE NOT NULL,
    "developer_id" UUID NOT NULL,
    "stored_bytes" BIGINT NOT NULL DEFAULT 0,
    "peak_bytes" BIGINT NOT NULL DEFAULT 0,
    "by_state" JSONB NOT NULL DEFAULT '{}',
    "class_a" BIGINT NOT NULL DEFAULT 0,
    "class_b" BIGINT NOT NULL DEFAULT 0,
    "egress_bytes" BIGINT NOT NULL DEFAULT 0,
    "delta_bytes_saved" BIGINT NOT NULL DEFAULT 0,
    "recorded_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_days_pkey" PRIMARY KEY ("day","developer_id")
);

-- CreateTable
CREATE TABLE "store_usage_days" (
    "day" DATE NOT NULL,
    "stored_bytes" BIGINT NOT NULL DEFAULT 0,
    "peak_bytes" BIGINT NOT NULL DEFAULT 0,
    "by_state" JSONB NOT NULL DEFAULT '{}',
    "class_a" BIGINT NOT NULL DEFAULT 0,
    "class_b" BIGINT NOT NULL DEFAULT 0,
    "egress_bytes" BIGINT NOT NULL DEFAULT 0,
    "delta_bytes_saved" BIGINT NOT NULL DEFAULT 0,
    "recorded_at" TIMESTAMPTZ(3),

    CONSTRAINT "store_usage_days_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "cost_settings" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "price_list" TEXT NOT NULL,
    "free_allowance" BOOLEAN NOT NULL,
    "monthly_budget" BIGINT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_settings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "usage_days_day_stored_bytes_idx" ON "usage_days"("day", "stored_bytes" DESC);

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_amounts_check" CHECK (
  least("stored_bytes", "class_a", "class_b", "egress_bytes", "delta_bytes_saved") >= 0 AND "peak_bytes" >= "stored_bytes"
);
ALTER TABLE "store_usage_days" ADD CONSTRAINT "store_usage_days_amounts_check" CHECK (
  least("stored_bytes", "class_a", "class_b", "egress_bytes", "delta_bytes_saved") >= 0 AND "peak_bytes" >= "stored_bytes"
);
ALTER TABLE "cost_settings" ADD CONSTRAINT "cost_settings_one_row_check" CHECK ("id" = 1);
ALTER TABLE "cost_settings" ADD CONSTRAINT "cost_settings_monthly_budget_check" CHECK ("monthly_budget" > 0);

-- The last day that was looked at.
CREATE INDEX "store_usage_days_recorded_idx" ON "store_usage_days"("day") WHERE "recorded_at" IS NOT NULL;
-- What a developer has in the bucket, also what is on its way out.
CREATE INDEX "objects_held_idx" ON "objects"("developer_id") WHERE "status" IN ('stored', 'deleting');
