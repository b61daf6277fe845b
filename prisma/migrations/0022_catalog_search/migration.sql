-- AlterTable
ALTER TABLE "versions" ADD COLUMN     "release_notes" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "catalog_entries" (
    "app_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "developer_name" TEXT NOT NULL,
    "package_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sort_name" TEXT COLLATE "C" NOT NULL,
    "summary" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "icon_id" UUID,
    "icon_content_hash" TEXT,
    "version_id" UUID NOT NULL,
    "version_name" TEXT NOT NULL,
    "version_code" INTEGER NOT NULL,
    "size" BIGINT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,
    "popularity" INTEGER NOT NULL DEFAULT 0,
    "words" tsvector NOT NULL,
    "name_words" tsvector NOT NULL,

    CONSTRAINT "catalog_entries_pkey" PRIMARY KEY ("app_id")
);

-- CreateTable
CREATE TABLE "catalog_words" (
    "word" TEXT COLLATE "C" NOT NULL,
    "apps" INTEGER NOT NULL,

    CONSTRAINT "catalog_words_pkey" PRIMARY KEY ("word")
);

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateIndex
CREATE INDEX "catalog_entries_popularity_app_id_idx" ON "catalog_entries"("popularity" DESC, "app_id");

-- CreateIndex
CREATE INDEX "catalog_entries_published_at_app_id_idx" ON "catalog_entries"("published_at" DESC, "app_id" DESC);

-- CreateIndex
CREATE INDEX "catalog_entries_listed_at_app_id_idx" ON "catalog_entries"("listed_at" DESC, "app_id" DESC);

-- CreateIndex
CREATE INDEX "catalog_entries_sort_name_app_id_idx" ON "catalog_entries"("sort_name", "app_id");

-- CreateIndex
CREATE INDEX "catalog_entries_category_popularity_app_id_idx" ON "catalog_entries"("category", "popularity" DESC, "app_id");

-- CreateIndex
CREATE INDEX "catalog_entries_category_published_at_app_id_idx" ON "catalog_entries"("category", "published_at" DESC, "app_id" DESC);

-- CreateIndex
CREATE INDEX "catalog_entries_category_listed_at_app_id_idx" ON "catalog_entries"("category", "listed_at" DESC, "app_id" DESC);

-- CreateIndex
CREATE INDEX "catalog_entries_category_sort_name_app_id_idx" ON "catalog_entries"("category", "sort_name", "app_id");

-- CreateIndex
CREATE INDEX "catalog_entries_developer_id_popularity_app_id_idx" ON "catalog_entries"("developer_id", "popularity" DESC, "app_id");

-- CreateIndex
CREATE INDEX "catalog_entries_words_idx" ON "catalog_entries" USING GIN ("words");

-- CreateIndex
CREATE INDEX "catalog_entries_name_words_idx" ON "catalog_entries" USING GIN ("name_words");

-- CreateIndex
CREATE INDEX "catalog_words_word_idx" ON "catalog_words" USING GIN ("word" gin_trgm_ops);

-- From here on written by hand: the catalog as it is listed and searched, one row for each app that is in it. The rows
-- follow from the tables that they are made of: a trigger writes them at the end of the very transaction that changes
-- what visitors see, so that no writer can forget them and no list is behind. See docs/decisions/0024.

ALTER TABLE "versions" ADD CONSTRAINT "versions_release_notes_check" CHECK (char_length("release_notes") <= 4000);
ALTER TABLE "catalog_entries" ADD CONSTRAINT "catalog_entries_popularity_check" CHECK ("popularity" >= 0);

-- Letters and digits in lower case, whatever stands between them, as searchWords of packages/domain has them: apps have
-- names in many languages, so nothing is stemmed and nothing left out.
CREATE FUNCTION "catalog_lexemes"(content text, weight text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg('''' || word || ''':1' || weight, ' '), '')::tsvector FROM (
    SELECT DISTINCT left(piece, 40) AS word
    FROM regexp_split_to_table(lower(normalize(content, NFC) COLLATE pg_c_utf8), '[^[:alnum:]]+') AS piece
    WHERE piece <> ''
  ) words
$$;

-- Words that look like one that no app has, the most alike first. Two letters that changed places leave little in common.
CREATE FUNCTION "catalog_words_like"(asked text, most integer) RETURNS TABLE (word text, apps integer)
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.15 AS $$
  SELECT w.word, w.apps FROM catalog_words w WHERE w.word % asked
  ORDER BY similarity(w.word, asked) DESC, w.apps DESC LIMIT most
$$;

CREATE FUNCTION "write_catalog_entry"(changed uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found_words tsvector;
BEGIN
  INSERT INTO catalog_entries AS e (app_id, developer_id, developer_name, package_id, name, sort_name, summary, category,
    icon_id, icon_content_hash, version_id, version_name, version_code, size, published_at,
    listed_at, words, name_words)
  SELECT a.id, a.developer_id, d.name, a.package_id, a.name, lower(a.name COLLATE pg_c_utf8), a.summary, a.category, a.icon_id,
    a.icon_content_hash, v.id, v.manifest->>'version', v.version_code, v.size, v.published_at,
    (SELECT min(f.published_at) FROM versions f WHERE f.app_id = a.id AND f.published_at IS NOT NULL),
    w.words, strip(ts_filter(w.words, '{a}'))
  FROM apps a
    JOIN tracks t ON t.app_id = a.id AND t.name = 'stable'
    JOIN releases r ON r.track_id = t.id AND r.status = 'complete'
    JOIN versions v ON v.id = r.version_id AND v.status = 'published' AND v.published_at IS NOT NULL
    JOIN developers d ON d.id = a.developer_id
    CROSS JOIN LATERAL (
      SELECT catalog_lexemes(a.name, 'A') || catalog_lexemes(d.name || ' ' || a.package_id, 'B')
        || catalog_lexemes(a.summary, 'C') || catalog_lexemes(a.description, 'D') AS words OFFSET 0
    ) w
  WHERE a.id = changed AND v.manifest->>'version' IS NOT NULL AND v.version_code IS NOT NULL
  ON CONFLICT (app_id) DO UPDATE SET developer_id = excluded.developer_id, developer_name = excluded.developer_name,
    name = excluded.name, sort_name = excluded.sort_name, summary = excluded.summary, category = excluded.category,
    icon_id = excluded.icon_id, icon_content_hash = excluded.icon_content_hash, version_id = excluded.version_id,
    version_name = excluded.version_name, version_code = excluded.version_code, size = excluded.size,
    published_at = excluded.published_at, words = excluded.words, name_words = excluded.name_words
  RETURNING e.words INTO found_words;
  IF NOT FOUND THEN
    DELETE FROM catalog_entries WHERE app_id = changed;
  -- Nobody waits for another one's words: whoever is second leaves them to the job that counts all of them.
  ELSIF pg_try_advisory_xact_lock(24022) THEN
    INSERT INTO catalog_words (word, apps)
    SELECT lexeme, 1 FROM unnest(ts_filter(found_words, '{a,c}')) WHERE char_length(lexeme) BETWEEN 3 AND 40
      AND NOT EXISTS (SELECT FROM catalog_words w WHERE w.word = lexeme)
    ON CONFLICT (word) DO NOTHING;
  END IF;
END;
$$;

CREATE FUNCTION "follow_catalog"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM write_catalog_entry(NEW.id);
  RETURN NULL;
END;
$$;
-- At the end of the transaction, when all that makes an entry up is there.
CREATE CONSTRAINT TRIGGER "apps_follow_catalog" AFTER UPDATE ON "apps" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD."catalog_revision" <> NEW."catalog_revision") EXECUTE FUNCTION "follow_catalog"();

-- As before, but first under the lock of the audit log's chain (decision 22): a commit that takes it after this row would
-- wait for one that took it before, and that one for the row.
CREATE OR REPLACE FUNCTION "advance_catalog"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  current_transaction bigint := pg_current_xact_id()::text::bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(1297044301);
  UPDATE catalog_state SET generation = generation + 1, changed_in = current_transaction
  WHERE changed_in <> current_transaction;
  RETURN NULL;
END;
$$;

-- An app may go to another account, which lists name.
DROP TRIGGER "apps_advance_listing" ON "apps";
CREATE TRIGGER "apps_advance_listing" BEFORE UPDATE ON "apps" FOR EACH ROW
  WHEN ((OLD."name", OLD."summary", OLD."description", OLD."category", OLD."icon_id", OLD."icon_content_hash",
      OLD."developer_id")
    IS DISTINCT FROM
    (NEW."name", NEW."summary", NEW."description", NEW."category", NEW."icon_id", NEW."icon_content_hash",
      NEW."developer_id"))
  EXECUTE FUNCTION "advance_listing"();

-- Screenshots are a part of the page. They lock no app, which whoever arranges them holds before them.
CREATE CONSTRAINT TRIGGER "screenshots_advance_catalog" AFTER UPDATE ON "screenshots" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN ((OLD."status" = 'ready') <> (NEW."status" = 'ready') OR NEW."status" = 'ready'
    AND (OLD."position", OLD."alt_text", OLD."content_hash")
      IS DISTINCT FROM (NEW."position", NEW."alt_text", NEW."content_hash"))
  EXECUTE FUNCTION "advance_catalog"();

DO $$ BEGIN PERFORM write_catalog_entry(id) FROM apps; END; $$;
