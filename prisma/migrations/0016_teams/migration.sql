-- CreateTable
CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "email" TEXT,
    "hash" TEXT,
    "invited_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "answered_by" UUID,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_transfers" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "from_developer_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "offered_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "to_developer_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "app_transfers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trusted_publishers" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "identity" JSONB NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "trusted_publishers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trusted_exchanges" (
    "id" UUID NOT NULL,
    "publisher_id" UUID NOT NULL,
    "identity_sha256" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "claims" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "kept_until" TIMESTAMPTZ(3) NOT NULL,
    "upload_id" UUID,

    CONSTRAINT "trusted_exchanges_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_hash_key" ON "invitations"("hash");

-- CreateIndex
CREATE INDEX "invitations_developer_id_created_at_idx" ON "invitations"("developer_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "app_transfers_hash_key" ON "app_transfers"("hash");

-- CreateIndex
CREATE INDEX "app_transfers_app_id_idx" ON "app_transfers"("app_id");

-- CreateIndex
CREATE INDEX "trusted_publishers_app_id_idx" ON "trusted_publishers"("app_id");

-- CreateIndex
CREATE UNIQUE INDEX "trusted_exchanges_identity_sha256_key" ON "trusted_exchanges"("identity_sha256");

-- CreateIndex
CREATE UNIQUE INDEX "trusted_exchanges_hash_key" ON "trusted_exchanges"("hash");

-- CreateIndex
CREATE INDEX "trusted_exchanges_publisher_id_idx" ON "trusted_exchanges"("publisher_id");

-- CreateIndex
CREATE INDEX "trusted_exchanges_upload_id_idx" ON "trusted_exchanges"("upload_id");

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_transfers" ADD CONSTRAINT "app_transfers_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trusted_publishers" ADD CONSTRAINT "trusted_publishers_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trusted_exchanges" ADD CONSTRAINT "trusted_exchanges_publisher_id_fkey" FOREIGN KEY ("publisher_id") REFERENCES "trusted_publishers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "invitations" ADD CONSTRAINT "invitations_role_check" CHECK ("role" IN ('owner', 'maintainer', 'viewer'));
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_status_check" CHECK ("status" IN ('open', 'accepted', 'declined', 'revoked'));
-- A SHA-256, so that no text of a link can be stored by mistake.
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$');
-- Only what is sent by mail gets its secret later.
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_email_check" CHECK ("hash" IS NOT NULL OR "email" IS NOT NULL);
CREATE INDEX "invitations_open_idx" ON "invitations"("developer_id", "expires_at") WHERE "status" = 'open';

ALTER TABLE "app_transfers" ADD CONSTRAINT "app_transfers_status_check" CHECK ("status" IN ('open', 'accepted', 'called_off'));
ALTER TABLE "app_transfers" ADD CONSTRAINT "app_transfers_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "app_transfers" ADD CONSTRAINT "app_transfers_to_check" CHECK (("status" = 'accepted') = ("to_developer_id" IS NOT NULL));
-- An app is offered once at a time.
CREATE UNIQUE INDEX "app_transfers_open_key" ON "app_transfers"("app_id") WHERE "status" = 'open';

ALTER TABLE "trusted_exchanges" ADD CONSTRAINT "trusted_exchanges_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$');
ALTER TABLE "trusted_exchanges" ADD CONSTRAINT "trusted_exchanges_identity_sha256_check" CHECK ("identity_sha256" ~ '^[0-9a-f]{64}$');
-- What came to nothing is forgotten once its identity token cannot come again.
CREATE INDEX "trusted_exchanges_spent_idx" ON "trusted_exchanges"("kept_until") WHERE "upload_id" IS NULL;

ALTER TABLE "access_tokens" ADD COLUMN "reminded_at" TIMESTAMPTZ(3);
CREATE INDEX "access_tokens_expiring_idx" ON "access_tokens"("expires_at") WHERE "revoked_at" IS NULL AND "reminded_at" IS NULL;

-- Who created an app names the folder of its packages, and until now nobody else has had it.
ALTER TABLE "apps" ADD COLUMN "founder_id" UUID;
UPDATE "apps" SET "founder_id" = "developer_id";
ALTER TABLE "versions" ADD COLUMN "founder_id" UUID;
-- No sign of life, and nothing that anybody has to be told.
ALTER TABLE "versions" DISABLE TRIGGER USER;
UPDATE "versions" SET "founder_id" = "developer_id";
ALTER TABLE "versions" ENABLE TRIGGER USER;
ALTER TABLE "apps" ALTER COLUMN "founder_id" SET NOT NULL;
ALTER TABLE "versions" ALTER COLUMN "founder_id" SET NOT NULL;

-- Portals and workers of the version before do not know of founders: as long as they run beside this one, the database
-- fills them in.
CREATE FUNCTION "found_app"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.founder_id := coalesce(NEW.founder_id, NEW.developer_id);
  RETURN NEW;
END;
$$;
CREATE TRIGGER "apps_found" BEFORE INSERT ON "apps" FOR EACH ROW EXECUTE FUNCTION "found_app"();
CREATE FUNCTION "found_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.founder_id := coalesce(NEW.founder_id, (SELECT founder_id FROM apps WHERE id = NEW.app_id));
  RETURN NEW;
END;
$$;
CREATE TRIGGER "versions_found" BEFORE INSERT ON "versions" FOR EACH ROW EXECUTE FUNCTION "found_version"();

-- Catalog pages name the account that has the app.
CREATE TRIGGER "apps_advance_owner" BEFORE UPDATE ON "apps" FOR EACH ROW
  WHEN (OLD."developer_id" IS DISTINCT FROM NEW."developer_id") EXECUTE FUNCTION "advance_listing"();
