-- AlterTable
ALTER TABLE "releases" ADD COLUMN     "halt_threshold" INTEGER NOT NULL DEFAULT 500;
-- From here on written by hand: what the Prisma schema cannot say.

ALTER TABLE "releases" ADD CONSTRAINT "releases_halt_threshold_check" CHECK ("halt_threshold" BETWEEN 1 AND 10000);
-- What people are told first: rollouts that paused by themselves.
CREATE INDEX "releases_halted_idx" ON "releases"("app_id") WHERE "paused_for" = 'failures';

-- Pages follow an app's tracks and releases, what devices report included. The same words are told once a transaction.
CREATE FUNCTION "tell_releases"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('mosis_changes', 'releases:' || NEW.app_id);
  RETURN NULL;
END;
$$;
CREATE TRIGGER "releases_tell" AFTER INSERT OR UPDATE ON "releases"
  FOR EACH ROW EXECUTE FUNCTION "tell_releases"();
CREATE TRIGGER "tracks_tell" AFTER INSERT OR UPDATE ON "tracks"
  FOR EACH ROW EXECUTE FUNCTION "tell_releases"();
