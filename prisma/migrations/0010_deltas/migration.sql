-- CreateTable
CREATE TABLE "content_lists" (
    "version_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "content_lists_pkey" PRIMARY KEY ("version_id")
);

-- CreateTable
CREATE TABLE "deltas" (
    "version_id" UUID NOT NULL,
    "base_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'making',
    "reason" TEXT,
    "size" BIGINT,
    "sha256" TEXT,
    "from_contents_sha256" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deltas_pkey" PRIMARY KEY ("version_id","base_id")
);

-- AddForeignKey
ALTER TABLE "content_lists" ADD CONSTRAINT "content_lists_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deltas" ADD CONSTRAINT "deltas_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deltas" ADD CONSTRAINT "deltas_base_id_fkey" FOREIGN KEY ("base_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "content_lists" ADD CONSTRAINT "content_lists_sha256_check" CHECK ("sha256" ~ '^[0-9a-f]{64}$');
ALTER TABLE "deltas" ADD CONSTRAINT "deltas_sha256_check" CHECK ("sha256" ~ '^[0-9a-f]{64}$' AND "from_contents_sha256" ~ '^[0-9a-f]{64}$');
ALTER TABLE "deltas" ADD CONSTRAINT "deltas_status_check" CHECK ("status" IN ('making', 'offered', 'unwanted', 'failed'));
ALTER TABLE "deltas" ADD CONSTRAINT "deltas_offered_check" CHECK (
  num_nonnulls("size", "sha256", "from_contents_sha256") = CASE WHEN "status" = 'offered' THEN 3 ELSE 0 END
);
ALTER TABLE "deltas" ADD CONSTRAINT "deltas_reason_check" CHECK (("status" IN ('unwanted', 'failed')) = ("reason" IS NOT NULL));
ALTER TABLE "deltas" ADD CONSTRAINT "deltas_base_check" CHECK ("version_id" <> "base_id");

-- No delta without the list that says what it must give.
CREATE FUNCTION "require_content_list"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "content_lists" WHERE "version_id" = NEW."version_id" FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no list of contents of version % is noted', NEW."version_id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END;
$$;
CREATE TRIGGER "deltas_require_content_list" BEFORE INSERT OR UPDATE OF "status" ON "deltas"
  FOR EACH ROW WHEN (NEW."status" = 'offered') EXECUTE FUNCTION "require_content_list"();

ALTER TABLE "objects" DROP CONSTRAINT "objects_kind_check";
ALTER TABLE "objects" ADD CONSTRAINT "objects_kind_check" CHECK (
  "kind" IN ('upload', 'package', 'manifest', 'contents', 'delta', 'stop', 'icon', 'screenshot', 'feed', 'device_keys', 'quarantine')
);
-- What is the store's own belongs to nobody.
ALTER TABLE "objects" DROP CONSTRAINT "objects_owner_check";
ALTER TABLE "objects" ADD CONSTRAINT "objects_owner_check" CHECK (
  num_nonnulls("app_id", "developer_id") = CASE WHEN "kind" IN ('device_keys', 'quarantine') THEN 0 ELSE 2 END
);
