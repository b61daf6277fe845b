-- An entry of the outbox lives until its job has been done; see docs/decisions/0010.
ALTER TABLE "outbox"
  ADD COLUMN "key" UUID NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN "generation" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "failed_at" TIMESTAMPTZ(3),
  ADD COLUMN "failure_class" TEXT,
  ADD COLUMN "failure_code" TEXT,
  ADD COLUMN "failure_message" TEXT,
  ADD COLUMN "incident_id" UUID,
  ADD COLUMN "attempts" INTEGER;

-- What was handed over before is in the queue, which was its only record; the reconciler looks after the rest.
DELETE FROM "outbox" WHERE "dispatched_at" IS NOT NULL;
UPDATE "outbox" SET "claimed_until" = 'epoch' WHERE "claimed_until" IS NULL;
-- The past for what has never been claimed, so that one index range has everything that is due.
ALTER TABLE "outbox" ALTER COLUMN "claimed_until" SET DEFAULT 'epoch'::timestamptz;
ALTER TABLE "outbox" ALTER COLUMN "claimed_until" SET NOT NULL;

-- A run takes the next number; what an older run writes afterwards is refused.
ALTER TABLE "versions" ADD COLUMN "attempt" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "icons" ADD COLUMN "attempt" INTEGER NOT NULL DEFAULT 0;
-- The last sign of life, by the database's clock.
ALTER TABLE "versions" ADD COLUMN "step_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "icons" ADD COLUMN "step_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateIndex
CREATE UNIQUE INDEX "outbox_key_key" ON "outbox"("key");

-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "outbox" ADD CONSTRAINT "outbox_failure_class_check" CHECK ("failure_class" IN ('retry', 'permanent', 'poison'));
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_failed_check" CHECK (
  num_nonnulls("failed_at", "failure_class", "failure_code", "failure_message", "incident_id", "attempts") IN (0, 6)
);

DROP INDEX "outbox_waiting_idx";
DROP INDEX "outbox_dispatched_idx";
CREATE INDEX "outbox_due_idx" ON "outbox"("claimed_until", "id") WHERE "failed_at" IS NULL;
CREATE INDEX "outbox_failed_idx" ON "outbox"("failed_at", "id") WHERE "failed_at" IS NOT NULL;
CREATE INDEX "versions_validating_idx" ON "versions"("step_changed_at") WHERE "status" = 'validating';
CREATE INDEX "icons_rendering_idx" ON "icons"("step_changed_at") WHERE "status" = 'rendering';
-- Versions whose check broke off and may be taken up again.
CREATE INDEX "versions_interrupted_idx" ON "versions"("status_changed_at")
  WHERE "status" = 'failed' AND "findings" @> '[{"code": "check_interrupted"}]';

-- A change of a version or an icon is a sign of life, and is told to whoever watches. In the statement that makes
-- the change, so that it costs no round trip and no writer can forget it.
CREATE FUNCTION "note_step"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.step_changed_at := clock_timestamp();
  PERFORM pg_notify('mosis_changes', TG_ARGV[0] || ':' || NEW.id);
  RETURN NEW;
END;
$$;
CREATE TRIGGER "versions_note_step" BEFORE UPDATE ON "versions"
  FOR EACH ROW EXECUTE FUNCTION "note_step"('version');
CREATE TRIGGER "icons_note_step" BEFORE UPDATE ON "icons"
  FOR EACH ROW EXECUTE FUNCTION "note_step"('icon');
