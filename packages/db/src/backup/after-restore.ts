import type pg from "pg";

/**
 * How far numbers are moved on that others remember. A device refuses a document with a smaller sequence than it has
 * seen: without this it would refuse what the restored store says until that has caught up with what was lost. Pages of
 * the catalog are cached under numbers, which must not stand for something else again.
 */
const step = 1_000_000;

/**
 * Ends, in the transaction that puts a backup's rows in, what must not come back to life with them:
 * - sessions, of which some may have been revoked after the backup: everybody signs in again;
 * - claims of relays that do not exist any more on what is to be done;
 * and has the release document of every track written anew, with a sequence that no device has seen, and the catalog
 * rendered anew.
 */
export async function afterRestore(client: pg.ClientBase): Promise<void> {
  await client.query("DELETE FROM sessions");
  await client.query("UPDATE outbox SET claimed_until = 'epoch' WHERE failed_at IS NULL");
  await client.query("UPDATE tracks SET sequence = sequence + $1 WHERE sequence > 0", [step]);
  await client.query(
    `INSERT INTO outbox (name, payload, created_at)
     SELECT 'feed.write', jsonb_build_object('appId', app_id, 'track', name), now() FROM tracks WHERE sequence > 0
     ORDER BY app_id, name`,
  );
  // What visitors see of each app is what it was: the triggers that would write it again have nothing to do.
  await client.query("ALTER TABLE apps DISABLE TRIGGER USER");
  await client.query("UPDATE apps SET catalog_revision = catalog_revision + $1", [step]);
  await client.query("ALTER TABLE apps ENABLE TRIGGER USER");
  await client.query("UPDATE catalog_state SET generation = generation + $1", [step]);
}
