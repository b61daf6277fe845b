-- CreateTable
CREATE TABLE "announcements" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "developer_id" UUID,
    "user_id" UUID,
    "app_id" UUID,
    "version_id" UUID,
    "caused_by" UUID,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "announcements_pkey" PRIMARY KEY ("id")
);

-- From here on written by hand.

-- Until now everybody was alone in their account.
ALTER TABLE "memberships" ADD COLUMN "role" TEXT NOT NULL DEFAULT 'owner';
ALTER TABLE "memberships" ALTER COLUMN "role" DROP DEFAULT;
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_role_check" CHECK ("role" IN ('owner', 'maintainer', 'viewer'));

ALTER TABLE "sessions" ADD COLUMN "developer_id" UUID;

-- Tokens made before could upload and steer releases; nothing that uses them shall stop.
ALTER TABLE "access_tokens" ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT '{read,upload,publish}';
ALTER TABLE "access_tokens" ALTER COLUMN "scopes" DROP DEFAULT;
ALTER TABLE "access_tokens" ADD COLUMN "app_id" UUID;
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_scopes_check"
  CHECK (cardinality("scopes") > 0 AND "scopes" <@ ARRAY['read', 'upload', 'publish']);
