-- CreateTable
CREATE TABLE "developers" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "max_package_bytes" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "developers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "developer_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("developer_id","user_id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "avatar_url" TEXT,
    "role" TEXT NOT NULL DEFAULT 'member',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identities" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "apps" (
    "id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "package_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "icon_id" UUID,
    "icon_content_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "apps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "uploads" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "created_by" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "etag" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "versions" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "upload_id" UUID NOT NULL,
    "created_by" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "step" TEXT,
    "version_code" INTEGER,
    "file_name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "manifest" JSONB,
    "findings" JSONB NOT NULL DEFAULT '[]',
    "content_files" INTEGER,
    "content_bytes" BIGINT,
    "submitted_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" UUID,
    "decision_reason" TEXT,
    "published_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "icons" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "upload_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "refusal" JSONB,
    "content_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "icons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "objects" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "app_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "size" BIGINT,
    "etag" TEXT,
    "sha256" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "objects_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "dispatched_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_user_id" UUID,
    "action" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE INDEX "identities_user_id_idx" ON "identities"("user_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_created_at_idx" ON "sessions"("user_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "apps_package_id_key" ON "apps"("package_id");

-- CreateIndex
CREATE INDEX "apps_developer_id_updated_at_idx" ON "apps"("developer_id", "updated_at");

-- CreateIndex
CREATE INDEX "uploads_app_id_created_at_idx" ON "uploads"("app_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "versions_upload_id_key" ON "versions"("upload_id");

-- CreateIndex
CREATE INDEX "versions_app_id_created_at_idx" ON "versions"("app_id", "created_at");

-- CreateIndex
CREATE INDEX "versions_developer_id_status_changed_at_idx" ON "versions"("developer_id", "status_changed_at");

-- CreateIndex
CREATE UNIQUE INDEX "versions_app_id_version_code_key" ON "versions"("app_id", "version_code");

-- CreateIndex
CREATE UNIQUE INDEX "icons_upload_id_key" ON "icons"("upload_id");

-- CreateIndex
CREATE INDEX "icons_app_id_created_at_idx" ON "icons"("app_id", "created_at");

-- CreateIndex
CREATE INDEX "objects_app_id_idx" ON "objects"("app_id");

-- CreateIndex
CREATE INDEX "objects_status_updated_at_idx" ON "objects"("status", "updated_at");

-- CreateIndex
CREATE INDEX "audit_events_subject_id_id_idx" ON "audit_events"("subject_id", "id");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "apps" ADD CONSTRAINT "apps_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "versions" ADD CONSTRAINT "versions_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "versions" ADD CONSTRAINT "versions_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "icons" ADD CONSTRAINT "icons_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "icons" ADD CONSTRAINT "icons_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

-- The words a column may hold. Adding one is an expand step: drop the constraint and add the longer one.
ALTER TABLE "users" ADD CONSTRAINT "users_role_check" CHECK ("role" IN ('member', 'reviewer', 'admin'));
ALTER TABLE "identities" ADD CONSTRAINT "identities_provider_check" CHECK ("provider" IN ('github', 'demo'));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_provider_check" CHECK ("provider" IN ('github', 'demo'));
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_kind_check" CHECK ("kind" IN ('package', 'icon'));
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_status_check" CHECK ("status" IN ('open', 'completed', 'consumed', 'expired', 'aborted'));
ALTER TABLE "versions" ADD CONSTRAINT "versions_status_check" CHECK ("status" IN ('validating', 'failed', 'draft', 'in_review', 'approved', 'rejected', 'published', 'withdrawn', 'removed'));
ALTER TABLE "versions" ADD CONSTRAINT "versions_step_check" CHECK ("step" IN ('queued', 'reading', 'inspecting', 'storing'));
ALTER TABLE "icons" ADD CONSTRAINT "icons_status_check" CHECK ("status" IN ('rendering', 'ready', 'refused'));
ALTER TABLE "objects" ADD CONSTRAINT "objects_kind_check" CHECK ("kind" IN ('upload', 'package', 'manifest', 'icon', 'feed'));
ALTER TABLE "objects" ADD CONSTRAINT "objects_status_check" CHECK ("status" IN ('pending', 'stored', 'deleting', 'deleted'));

-- Sizes in bytes, digests in lower-case hexadecimal.
ALTER TABLE "developers" ADD CONSTRAINT "developers_max_package_bytes_check" CHECK ("max_package_bytes" > 0);
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_size_check" CHECK ("size" > 0);
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_sha256_check" CHECK ("sha256" ~ '^[0-9a-f]{64}$');
ALTER TABLE "versions" ADD CONSTRAINT "versions_size_check" CHECK ("size" > 0);
ALTER TABLE "versions" ADD CONSTRAINT "versions_sha256_check" CHECK ("sha256" ~ '^[0-9a-f]{64}$');
ALTER TABLE "versions" ADD CONSTRAINT "versions_version_code_check" CHECK ("version_code" > 0);
ALTER TABLE "objects" ADD CONSTRAINT "objects_size_check" CHECK ("size" > 0);
ALTER TABLE "objects" ADD CONSTRAINT "objects_sha256_check" CHECK ("sha256" ~ '^[0-9a-f]{64}$');

-- What belongs together.
ALTER TABLE "apps" ADD CONSTRAINT "apps_icon_check" CHECK (("icon_id" IS NULL) = ("icon_content_hash" IS NULL));
ALTER TABLE "versions" ADD CONSTRAINT "versions_contents_check" CHECK (("content_files" IS NULL) = ("content_bytes" IS NULL));
ALTER TABLE "versions" ADD CONSTRAINT "versions_validating_check" CHECK (("status" = 'validating') = ("step" IS NOT NULL));
ALTER TABLE "versions" ADD CONSTRAINT "versions_in_review_check" CHECK ("status" <> 'in_review' OR ("submitted_at" IS NOT NULL AND "version_code" IS NOT NULL));
ALTER TABLE "versions" ADD CONSTRAINT "versions_published_check" CHECK ("status" <> 'published' OR ("published_at" IS NOT NULL AND "version_code" IS NOT NULL AND "manifest" IS NOT NULL));
ALTER TABLE "icons" ADD CONSTRAINT "icons_ready_check" CHECK (("status" = 'ready') = ("content_hash" IS NOT NULL));
ALTER TABLE "icons" ADD CONSTRAINT "icons_refused_check" CHECK (("status" = 'refused') = ("refusal" IS NOT NULL));
ALTER TABLE "objects" ADD CONSTRAINT "objects_stored_check" CHECK ("status" <> 'stored' OR ("size" IS NOT NULL AND "etag" IS NOT NULL));

-- Work lists: small indexes over the few rows that wait, whatever the size of the table.
CREATE INDEX "uploads_open_idx" ON "uploads"("expires_at") WHERE "status" = 'open';
CREATE INDEX "versions_in_review_idx" ON "versions"("submitted_at", "id") WHERE "status" = 'in_review';
CREATE INDEX "outbox_waiting_idx" ON "outbox"("id") WHERE "dispatched_at" IS NULL;
CREATE INDEX "outbox_dispatched_idx" ON "outbox"("dispatched_at") WHERE "dispatched_at" IS NOT NULL;
-- What devices and the catalog get.
CREATE INDEX "versions_published_idx" ON "versions"("app_id", "version_code" DESC) INCLUDE ("published_at") WHERE "status" = 'published';
-- What reviewers may see.
CREATE INDEX "versions_submitted_idx" ON "versions"("app_id") WHERE "submitted_at" IS NOT NULL;

-- The audit log only grows.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_events only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE ON "audit_events"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_events_no_truncate" BEFORE TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
