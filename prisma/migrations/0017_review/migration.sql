-- AlterTable
ALTER TABLE "developers" ADD COLUMN     "trusted_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "file_lists" (
    "version_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "file_lists_pkey" PRIMARY KEY ("version_id")
);

-- CreateTable
CREATE TABLE "package_files" (
    "version_id" UUID NOT NULL,
    "path" TEXT COLLATE "C" NOT NULL,
    "size" BIGINT NOT NULL,
    "compressed_size" BIGINT NOT NULL,
    "data_offset" BIGINT NOT NULL,
    "is_deflated" BOOLEAN NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "package_files_pkey" PRIMARY KEY ("version_id","path")
);

-- CreateTable
CREATE TABLE "reviews" (
    "version_id" UUID NOT NULL,
    "claimed_by" UUID,
    "claimed_at" TIMESTAMPTZ(3),
    "claim_seen_at" TIMESTAMPTZ(3),
    "first_approval_by" UUID,
    "first_approval_at" TIMESTAMPTZ(3),
    "last_word" TEXT,
    "changes_requested_at" TIMESTAMPTZ(3),
    "judgement" JSONB,
    "after_look" TEXT,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("version_id")
);

-- CreateTable
CREATE TABLE "review_messages" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "side" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "reasons" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_policies" (
    "number" SERIAL NOT NULL,
    "id" UUID NOT NULL,
    "policy" JSONB NOT NULL,
    "changed_by" UUID NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "review_policies_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "former_members" (
    "developer_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "left_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "former_members_pkey" PRIMARY KEY ("developer_id","user_id","left_at")
);

-- CreateIndex
CREATE INDEX "review_messages_version_id_id_idx" ON "review_messages"("version_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "review_policies_id_key" ON "review_policies"("id");

-- AddForeignKey
ALTER TABLE "file_lists" ADD CONSTRAINT "file_lists_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "package_files" ADD CONSTRAINT "package_files_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "file_lists"("version_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_messages" ADD CONSTRAINT "review_messages_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "reviews"("version_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand.

ALTER TABLE "file_lists" ADD CONSTRAINT "file_lists_status_check" CHECK ("status" IN ('listing', 'listed', 'failed'));
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_claim_check"
  CHECK (("claimed_by" IS NULL) = ("claimed_at" IS NULL) AND ("claimed_by" IS NULL) = ("claim_seen_at" IS NULL));
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_first_approval_check"
  CHECK (("first_approval_by" IS NULL) = ("first_approval_at" IS NULL));
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_last_word_check" CHECK ("last_word" IN ('reviewer', 'developer'));
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_after_look_check" CHECK ("after_look" IN ('waiting', 'done'));
ALTER TABLE "review_messages" ADD CONSTRAINT "review_messages_side_check" CHECK ("side" IN ('reviewer', 'developer'));
ALTER TABLE "review_messages" ADD CONSTRAINT "review_messages_kind_check"
  CHECK ("kind" IN ('comment', 'note', 'changes', 'approval', 'rejection', 'takeover', 'look'));

CREATE INDEX "reviews_after_look_idx" ON "reviews"("version_id") WHERE "after_look" = 'waiting';
-- Of decisions by people, to tell how long one takes.
CREATE INDEX "versions_decided_idx" ON "versions"("decided_at") INCLUDE ("submitted_at") WHERE "decided_by" IS NOT NULL;
-- What was submitted lately, for the preview of a policy.
CREATE INDEX "versions_submitted_at_idx" ON "versions"("submitted_at") WHERE "submitted_at" IS NOT NULL;

-- Whoever watches a version hears of its review and of its list of files as well, as a hint.
CREATE FUNCTION "tell_of_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('mosis_changes', 'version:' || NEW.version_id);
  RETURN NULL;
END;
$$;
CREATE TRIGGER "reviews_tell" AFTER INSERT OR UPDATE ON "reviews"
  FOR EACH ROW EXECUTE FUNCTION "tell_of_version"();
CREATE TRIGGER "review_messages_tell" AFTER INSERT ON "review_messages"
  FOR EACH ROW EXECUTE FUNCTION "tell_of_version"();
CREATE TRIGGER "file_lists_tell" AFTER UPDATE ON "file_lists"
  FOR EACH ROW EXECUTE FUNCTION "tell_of_version"();

-- As a trigger, so that nobody who ends a membership can forget it.
CREATE FUNCTION "note_former_member"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "former_members" ("developer_id", "user_id", "left_at")
  VALUES (OLD.developer_id, OLD.user_id, clock_timestamp()) ON CONFLICT DO NOTHING;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "memberships_note_former" AFTER DELETE ON "memberships"
  FOR EACH ROW EXECUTE FUNCTION "note_former_member"();
