-- AlterTable
ALTER TABLE "announcements" ADD COLUMN "once" TEXT;

-- CreateTable
CREATE TABLE "notices" (
    "user_id" UUID NOT NULL,
    "announcement_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "shown" BOOLEAN NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notices_pkey" PRIMARY KEY ("user_id", "announcement_id")
);

-- CreateTable
CREATE TABLE "notice_choices" (
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "portal" BOOLEAN NOT NULL,
    "mail" BOOLEAN NOT NULL,

    CONSTRAINT "notice_choices_pkey" PRIMARY KEY ("user_id", "kind")
);

-- CreateTable
CREATE TABLE "webhooks" (
    "id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "kinds" TEXT[],
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "paused_for" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "announcement_id" UUID,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "body" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attempted_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,
    "response_status" INTEGER,
    "response_text" TEXT,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "announcements_once_key" ON "announcements"("once");

-- CreateIndex
CREATE INDEX "announcements_at_idx" ON "announcements"("at");

-- CreateIndex
CREATE INDEX "notices_announcement_id_idx" ON "notices"("announcement_id");

-- CreateIndex
CREATE INDEX "webhooks_developer_id_created_at_idx" ON "webhooks"("developer_id", "created_at");

-- CreateIndex
CREATE INDEX "webhook_deliveries_announcement_id_idx" ON "webhook_deliveries"("announcement_id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_created_at_idx" ON "webhook_deliveries"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_webhook_id_announcement_id_key" ON "webhook_deliveries"("webhook_id", "announcement_id");

-- AddForeignKey
ALTER TABLE "notices" ADD CONSTRAINT "notices_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcements"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notices" ADD CONSTRAINT "notices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice_choices" ADD CONSTRAINT "notice_choices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_announcement_id_fkey" FOREIGN KEY ("announcement_id") REFERENCES "announcements"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

-- Reviewers and admins are few among all people.
CREATE INDEX "users_platform_role_idx" ON "users"("id") WHERE "role" <> 'member';
CREATE INDEX "notices_unread_idx" ON "notices"("user_id", "announcement_id") WHERE "shown" AND "read_at" IS NULL;

ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_kinds_check" CHECK (cardinality("kinds") > 0);
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_paused_for_check" CHECK ("paused_for" IN ('person', 'failures'));
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_previous_check" CHECK (num_nonnulls("previous_secret", "previous_until") IN (0, 2));
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_status_check" CHECK ("status" IN ('pending', 'delivered', 'failed'));

-- Whoever has the bell open is told, once for each statement and person.
CREATE FUNCTION "note_notices"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('mosis_changes', 'notices:' || told.user_id)
  FROM (SELECT DISTINCT user_id FROM changed WHERE shown) AS told;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "notices_note_insert" AFTER INSERT ON "notices"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_notices"();
CREATE TRIGGER "notices_note_update" AFTER UPDATE ON "notices"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_notices"();
