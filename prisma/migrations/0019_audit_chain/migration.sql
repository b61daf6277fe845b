-- AlterTable
ALTER TABLE "audit_events" ADD COLUMN "access_token_id" UUID,
ADD COLUMN "actor_developer_id" UUID,
ADD COLUMN "after" JSONB,
ADD COLUMN "app_id" UUID,
ADD COLUMN "before" JSONB,
ADD COLUMN "came_from" TEXT,
ADD COLUMN "developer_id" UUID;

-- CreateTable
CREATE TABLE "audit_chain" (
    "sequence" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_chain_event_id_key" ON "audit_chain"("event_id");

-- CreateIndex
CREATE INDEX "audit_events_actor_user_id_id_idx" ON "audit_events"("actor_user_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_developer_id_id_idx" ON "audit_events"("developer_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_app_id_id_idx" ON "audit_events"("app_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_action_id_idx" ON "audit_events"("action", "id");

-- CreateIndex
CREATE INDEX "audit_events_at_idx" ON "audit_events"("at");

-- From here on written by hand.

ALTER TABLE "audit_chain" ADD CONSTRAINT "audit_chain_hash_check" CHECK (octet_length("hash") = 32);

CREATE OR REPLACE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER "audit_chain_append_only" BEFORE UPDATE OR DELETE ON "audit_chain"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_chain_no_truncate" BEFORE TRUNCATE ON "audit_chain"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

-- An event as it is hashed: each column with its length before it, so that no two events have a text in common.
-- packages/db/src/audit/event-text.ts says the same. A column that is added later is outside of it.
CREATE FUNCTION "audit_event_text"(e "audit_events") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'mosis.audit.1,' || string_agg(coalesce(octet_length(part) || ':' || part, '-'), ',' ORDER BY place)
  FROM unnest(ARRAY[
    e.id::text, (extract(epoch FROM e.at) * 1000)::bigint::text, e.actor_user_id::text, e.actor_developer_id::text,
    e.access_token_id::text, e.came_from, e.action, e.subject_id::text, e.developer_id::text, e.app_id::text,
    e.data::text, e.before::text, e.after::text
  ]) WITH ORDINALITY AS parts(part, place)
$$;

-- Runs when the transaction commits. The lock is the last one a transaction takes, so nobody waits for somebody who
-- waits for them; it is held for the commit alone, and what is read after it is all that was committed before.
CREATE FUNCTION "chain_audit_event"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last "audit_chain";
BEGIN
  PERFORM pg_advisory_xact_lock(1297044301);
  SELECT * INTO last FROM "audit_chain" ORDER BY "sequence" DESC LIMIT 1;
  INSERT INTO "audit_chain" ("sequence", "event_id", "hash") VALUES (
    coalesce(last."sequence", 0) + 1,
    NEW.id,
    sha256(coalesce(last."hash", ''::bytea) || convert_to("audit_event_text"(NEW), 'UTF8'))
  );
  RETURN NULL;
END;
$$;

-- What there is already comes first, in the order of its numbers.
DO $$
DECLARE
  e "audit_events";
  previous bytea := '';
  number bigint := 0;
BEGIN
  FOR e IN SELECT * FROM "audit_events" ORDER BY id LOOP
    number := number + 1;
    previous := sha256(previous || convert_to("audit_event_text"(e), 'UTF8'));
    INSERT INTO "audit_chain" VALUES (number, e.id, previous);
  END LOOP;
END;
$$;

CREATE CONSTRAINT TRIGGER "audit_events_chained" AFTER INSERT ON "audit_events"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "chain_audit_event"();
