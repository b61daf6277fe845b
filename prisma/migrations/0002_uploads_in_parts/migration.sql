-- AlterTable
ALTER TABLE "developers" ADD COLUMN     "max_daily_uploads" INTEGER,
ADD COLUMN     "max_open_uploads" INTEGER,
ADD COLUMN     "max_stored_bytes" BIGINT;

-- AlterTable
ALTER TABLE "uploads" ADD COLUMN     "part_size" INTEGER,
ADD COLUMN     "storage_upload_id" TEXT;

-- CreateTable
CREATE TABLE "upload_parts" (
    "upload_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "etag" TEXT NOT NULL,

    CONSTRAINT "upload_parts_pkey" PRIMARY KEY ("upload_id","number")
);

-- CreateIndex
CREATE INDEX "uploads_app_id_sha256_idx" ON "uploads"("app_id", "sha256");

-- CreateIndex
CREATE INDEX "uploads_developer_id_created_at_idx" ON "uploads"("developer_id", "created_at");

-- AddForeignKey
ALTER TABLE "upload_parts" ADD CONSTRAINT "upload_parts_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "developers" ADD CONSTRAINT "developers_quota_check" CHECK ("max_daily_uploads" >= 0 AND "max_open_uploads" >= 0 AND "max_stored_bytes" >= 0);
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_part_size_check" CHECK ("part_size" > 0);
ALTER TABLE "upload_parts" ADD CONSTRAINT "upload_parts_number_check" CHECK ("number" BETWEEN 1 AND 10000);

-- Starting the same bytes again finds the upload that is open.
CREATE UNIQUE INDEX "uploads_open_twin_key" ON "uploads"("app_id", "sha256", "size", "kind") WHERE "status" = 'open';
-- What quotas count: the few uploads under way, and a developer's stored objects without reading their rows.
CREATE INDEX "uploads_under_way_idx" ON "uploads"("developer_id") INCLUDE ("size", "status") WHERE "status" IN ('open', 'completed');
CREATE INDEX "objects_stored_idx" ON "objects"("developer_id") INCLUDE ("size") WHERE "status" = 'stored' AND "kind" <> 'upload';
