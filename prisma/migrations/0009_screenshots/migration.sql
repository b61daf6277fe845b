-- CreateTable
CREATE TABLE "screenshots" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "upload_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "refusal" JSONB,
    "file_name" TEXT NOT NULL,
    "content_hash" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "alt_text" TEXT NOT NULL DEFAULT '',
    "position" INTEGER,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "step_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "screenshots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "store_settings" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "required_screenshots" SMALLINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "store_settings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "screenshots_upload_id_key" ON "screenshots"("upload_id");

-- AddForeignKey
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "uploads"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on written by hand: what the Prisma schema cannot say.

-- Places are told apart at the end of each statement, so that one statement may put all of an app's in another order.
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_app_id_position_key" UNIQUE ("app_id", "position") DEFERRABLE INITIALLY IMMEDIATE;
-- With that, an app cannot have more than eight, whatever comes at once.
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_position_check" CHECK ("position" BETWEEN 0 AND 7);
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_place_check" CHECK (("status" IN ('rendering', 'ready')) = ("position" IS NOT NULL));
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_status_check" CHECK ("status" IN ('rendering', 'ready', 'refused', 'deleted'));
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_ready_check" CHECK ("status" <> 'ready' OR num_nulls("content_hash", "width", "height") = 0);
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_refused_check" CHECK ("status" <> 'refused' OR "refusal" IS NOT NULL);
ALTER TABLE "screenshots" ADD CONSTRAINT "screenshots_alt_text_check" CHECK (char_length("alt_text") <= 200);
ALTER TABLE "store_settings" ADD CONSTRAINT "store_settings_one_row_check" CHECK ("id" = 1);
ALTER TABLE "store_settings" ADD CONSTRAINT "store_settings_required_screenshots_check" CHECK ("required_screenshots" BETWEEN 0 AND 8);

CREATE INDEX "screenshots_rendering_idx" ON "screenshots"("step_changed_at") WHERE "status" = 'rendering';
-- Those that were refused, which lists show after the others.
CREATE INDEX "screenshots_refused_idx" ON "screenshots"("app_id", "created_at") WHERE "status" = 'refused';

-- A change by the renderer is a sign of life. It is told once for the app, whose screenshots are looked at together.
CREATE FUNCTION "note_screenshot"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.step_changed_at := clock_timestamp();
  PERFORM pg_notify('mosis_changes', 'screenshots:' || NEW.app_id);
  RETURN NEW;
END;
$$;
CREATE TRIGGER "screenshots_note_step" BEFORE UPDATE OF "status", "attempt" ON "screenshots"
  FOR EACH ROW EXECUTE FUNCTION "note_screenshot"();

ALTER TABLE "uploads" DROP CONSTRAINT "uploads_kind_check";
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_kind_check" CHECK ("kind" IN ('package', 'icon', 'screenshot'));
ALTER TABLE "objects" DROP CONSTRAINT "objects_kind_check";
ALTER TABLE "objects" ADD CONSTRAINT "objects_kind_check" CHECK ("kind" IN ('upload', 'package', 'manifest', 'icon', 'screenshot', 'feed', 'quarantine'));
