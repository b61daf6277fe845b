-- AlterTable
ALTER TABLE "download_days" ADD COLUMN "first_installs" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "updates" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "by_device" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "by_browser" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "by_command_line" BIGINT NOT NULL DEFAULT 0,
ALTER COLUMN "country" SET DEFAULT '*',
ALTER COLUMN "cache" SET DEFAULT '*';

-- AlterTable
ALTER TABLE "event_objects" ADD COLUMN "late" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "download_countries" (
    "app_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "country" TEXT NOT NULL,
    "version_code" INTEGER NOT NULL,
    "downloads" BIGINT NOT NULL,

    CONSTRAINT "download_countries_pkey" PRIMARY KEY ("app_id","day","country","version_code")
);

-- CreateTable
CREATE TABLE "raw_download_days" (
    "day" DATE NOT NULL,
    "is_whole" BOOLEAN NOT NULL,
    "dropped_at" TIMESTAMPTZ(3),
    "rebuilt_at" TIMESTAMPTZ(3),
    "downloads" BIGINT,
    "differed" INTEGER,

    CONSTRAINT "raw_download_days_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "log_files" (
    "key" TEXT NOT NULL,
    "etag" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "refusal" TEXT,
    "detail" TEXT,
    "lines" BIGINT NOT NULL,
    "counted" BIGINT NOT NULL,
    "duplicates" BIGINT NOT NULL,
    "late" BIGINT NOT NULL,
    "unknown" BIGINT NOT NULL,
    "passed_over" BIGINT NOT NULL,
    "malformed" BIGINT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "log_files_pkey" PRIMARY KEY ("key","etag")
);

-- CreateIndex
CREATE INDEX "log_files_begun_at_idx" ON "log_files"("begun_at");

-- AddForeignKey
ALTER TABLE "download_countries" ADD CONSTRAINT "download_countries_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

-- Country and cache are `*` from now on: countries have a table of their own, so that a chart of a year reads few rows.
-- The two columns stay in the key until no worker is left that writes them; the sums over a key are right either way.
ALTER TABLE "download_days" DROP CONSTRAINT "download_days_cache_check";
ALTER TABLE "download_days" ADD CONSTRAINT "download_days_cache_check" CHECK ("cache" IN ('hit', 'miss', 'redirect', '*'));
ALTER TABLE "download_days" DROP CONSTRAINT "download_days_amounts_check";
ALTER TABLE "download_days" ADD CONSTRAINT "download_days_amounts_check" CHECK (
  least("downloads", "first_installs", "updates", "by_device", "by_browser", "by_command_line", "bytes", "saved_bytes", "failures") >= 0);
ALTER TABLE "download_countries" ADD CONSTRAINT "download_countries_downloads_check" CHECK ("downloads" >= 0);
ALTER TABLE "log_files" ADD CONSTRAINT "log_files_status_check" CHECK ("status" IN ('reading', 'imported', 'refused'));
ALTER TABLE "log_files" ADD CONSTRAINT "log_files_refusal_check"
  CHECK (("refusal" IS NOT NULL) = ("status" = 'refused') AND ("ended_at" IS NULL) = ("status" = 'reading'));
CREATE INDEX "log_files_refused_idx" ON "log_files"("begun_at") WHERE "status" = 'refused';

INSERT INTO "download_countries" ("app_id", "day", "country", "version_code", "downloads")
SELECT "app_id", "day", "country", "version_code", sum("downloads") FROM "download_days"
WHERE "part" <> 'contents' AND "downloads" > 0 GROUP BY 1, 2, 3, 4;

WITH before AS (
  DELETE FROM "download_days" RETURNING *
)
INSERT INTO "download_days" ("app_id", "day", "version_code", "part", "downloads", "updates", "bytes", "saved_bytes", "failures")
SELECT "app_id", "day", "version_code", "part", sum("downloads"),
  coalesce(sum("downloads") FILTER (WHERE "part" = 'delta'), 0), sum("bytes"), sum("saved_bytes"), sum("failures")
FROM before GROUP BY 1, 2, 3, 4;

-- What every download was, for as long as it may come again or come late: docs/decisions/0023. Outside Prisma's schema,
-- which knows no partitions; a worker makes one for each day and drops it some days later.
CREATE SCHEMA "statistics";
CREATE TYPE "statistics"."part" AS ENUM ('package', 'delta', 'contents');
CREATE TYPE "statistics"."install" AS ENUM ('first', 'update', 'unknown');
CREATE TYPE "statistics"."client" AS ENUM ('device', 'browser', 'command_line', 'other');
-- Columns stand in the order of their width, so that no room is lost between them.
CREATE TABLE "statistics"."downloads" (
    "at" TIMESTAMPTZ NOT NULL,
    "id" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "saved_bytes" BIGINT NOT NULL,
    "app_id" UUID NOT NULL,
    "version_code" INTEGER NOT NULL,
    "part" "statistics"."part" NOT NULL,
    "install" "statistics"."install" NOT NULL,
    "client" "statistics"."client" NOT NULL,
    "is_download" BOOLEAN NOT NULL,
    "is_failure" BOOLEAN NOT NULL,
    "is_cached" BOOLEAN NOT NULL,
    "country" TEXT NOT NULL,

    CONSTRAINT "downloads_pkey" PRIMARY KEY ("at", "id")
) PARTITION BY RANGE ("at");
