-- AlterTable
ALTER TABLE "apps" ADD COLUMN     "catalog_revision" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "catalog_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "generation" BIGINT NOT NULL DEFAULT 0,
    "changed_in" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "catalog_state_pkey" PRIMARY KEY ("id")
);

-- From here on written by hand: what visitors see of an app has a number that grows with every change of it, and so has
-- the catalog as a whole. As triggers, so that no writer can forget them. See docs/decisions/0017.

ALTER TABLE "catalog_state" ADD CONSTRAINT "catalog_state_id_check" CHECK ("id" = 1);
INSERT INTO "catalog_state" ("id") VALUES (1);

-- Once in a transaction, however many apps it changes, and at its end: nobody waits for the row longer than a commit takes.
CREATE FUNCTION "advance_catalog"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  current_transaction bigint := pg_current_xact_id()::text::bigint;
BEGIN
  UPDATE catalog_state SET generation = generation + 1, changed_in = current_transaction
  WHERE changed_in <> current_transaction;
  RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER "apps_advance_catalog" AFTER UPDATE ON "apps" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."catalog_revision" <> NEW."catalog_revision") EXECUTE FUNCTION "advance_catalog"();

CREATE FUNCTION "advance_listing"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.catalog_revision := OLD.catalog_revision + 1;
  RETURN NEW;
END;
$$;
CREATE TRIGGER "apps_advance_listing" BEFORE UPDATE ON "apps" FOR EACH ROW
  WHEN ((OLD."name", OLD."summary", OLD."description", OLD."category", OLD."icon_id", OLD."icon_content_hash")
    IS DISTINCT FROM
    (NEW."name", NEW."summary", NEW."description", NEW."category", NEW."icon_id", NEW."icon_content_hash"))
  EXECUTE FUNCTION "advance_listing"();

CREATE FUNCTION "advance_released"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE apps SET catalog_revision = catalog_revision + 1 WHERE id = NEW.app_id;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "releases_advance_catalog" AFTER UPDATE OF "status" ON "releases" FOR EACH ROW
  WHEN ((OLD."status" = 'complete') <> (NEW."status" = 'complete')) EXECUTE FUNCTION "advance_released"();
CREATE TRIGGER "releases_new_advance_catalog" AFTER INSERT ON "releases" FOR EACH ROW
  WHEN (NEW."status" = 'complete') EXECUTE FUNCTION "advance_released"();
-- A version is taken out of the store before its releases end.
CREATE TRIGGER "versions_advance_catalog" AFTER UPDATE OF "status" ON "versions" FOR EACH ROW
  WHEN (OLD."status" = 'published' AND NEW."status" <> 'published') EXECUTE FUNCTION "advance_released"();

CREATE FUNCTION "advance_developer"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE apps SET catalog_revision = catalog_revision + 1 WHERE developer_id = NEW.id;
  RETURN NULL;
END;
$$;
CREATE TRIGGER "developers_advance_catalog" AFTER UPDATE OF "name" ON "developers" FOR EACH ROW
  WHEN (OLD."name" IS DISTINCT FROM NEW."name") EXECUTE FUNCTION "advance_developer"();
