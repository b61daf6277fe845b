-- CreateTable
CREATE TABLE "event_objects" (
    "key" TEXT NOT NULL,
    "lines" INTEGER NOT NULL,
    "dropped" INTEGER NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_objects_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "download_days" (
    "app_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "version_code" INTEGER NOT NULL,
    "part" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "cache" TEXT NOT NULL,
    "downloads" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "saved_bytes" BIGINT NOT NULL,
    "failures" BIGINT NOT NULL,

    CONSTRAINT "download_days_pkey" PRIMARY KEY ("app_id","day","version_code","part","country","cache")
);

-- CreateIndex
CREATE INDEX "event_objects_read_at_idx" ON "event_objects"("read_at");

-- AddForeignKey
ALTER TABLE "download_days" ADD CONSTRAINT "download_days_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "download_days" ADD CONSTRAINT "download_days_part_check" CHECK ("part" IN ('package', 'delta', 'contents'));
ALTER TABLE "download_days" ADD CONSTRAINT "download_days_cache_check" CHECK ("cache" IN ('hit', 'miss', 'redirect'));
ALTER TABLE "download_days" ADD CONSTRAINT "download_days_amounts_check" CHECK (least("downloads", "bytes", "saved_bytes", "failures") >= 0);
