import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type Verdict, verifyChain } from "../audit/verify-chain.ts";
import { migrate, migrationsDir } from "../migrate.ts";
import { readMigrations } from "../migration-list.ts";
import { afterRestore } from "./after-restore.ts";
import {
  type AppliedMigration,
  listMigrations,
  listTables,
  quoted,
  type SequenceState,
  type TableContents,
} from "./contents.ts";

/** Why a backup was not brought back. Nothing of it is in the database then. */
export class RestoreRefused extends Error {
  override name = "RestoreRefused";
}

export interface RestorableDump<Table extends TableContents & { rows: number }> {
  migrations: AppliedMigration[];
  tables: Table[];
  sequences: SequenceState[];
}

export interface RestoredDatabase {
  rows: number;
  /** Migrations that the dump did not have yet. */
  applied: string[];
  audit: Verdict;
}

/** A row in one of these means that somebody has used the store. */
const telling = ["users", "developers", "apps", "audit_events", "objects"];

/** Any number that nothing else uses for `pg_advisory_xact_lock`. */
const lockKey = 7_766_352;

/**
 * Brings a dump back into a database that holds no store yet: empty, or migrated and never used. The schema is made at
 * the dump's version, the rows are put in by one transaction, what must not come back to life is ended in the same
 * (after-restore.ts), then the migrations of this version follow. Needs the rights of the tables' owner, no more.
 * A run that ended in the middle has put nothing in, and can be repeated.
 *
 * @param options.read gives the rows of a table as they were dumped.
 * @throws RestoreRefused when the database is in use or holds a store, or the dump is of a version not known here.
 */
export async function restoreDatabase<Table extends TableContents & { rows: number }>(
  databaseUrl: string,
  dump: RestorableDump<Table>,
  options: {
    read: (table: Table) => Readable;
    onTable?: (table: Table) => void;
    signal?: AbortSignal;
    migrationsDir?: string;
  },
): Promise<RestoredDatabase> {
  const migrations = { databaseUrl, migrationsDir: options.migrationsDir ?? migrationsDir };
  await requireKnown(dump.migrations, migrations.migrationsDir);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "mosis-restore" });
  client.on("error", () => {}); // a lost connection shows in the next query
  await client.connect();
  try {
    await client.query("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0");
    await requireUnused(client, dump.migrations);
    await migrate({ ...migrations, only: dump.migrations.map(({ name }) => name) });
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [lockKey]);
    await requireUnused(client, dump.migrations);
    const rows = await putRowsIn(client, dump, options);
    await afterRestore(client);
    await client.query("COMMIT");
    const { applied } = await migrate(migrations);
    await client.query("ANALYZE");
    return { rows, applied, audit: await verifyChain(client) };
  } finally {
    // Whatever was not committed is gone with the connection.
    await client.end();
  }
}

/**
 * Looks whether `restoreDatabase` could begin, and changes nothing.
 * @throws RestoreRefused
 */
export async function requireRestorable(databaseUrl: string, migrations: AppliedMigration[]): Promise<void> {
  await requireKnown(migrations, migrationsDir);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "mosis-restore" });
  client.on("error", () => {}); // a lost connection shows in the next query
  await client.connect();
  try {
    await requireUnused(client, migrations);
  } finally {
    await client.end();
  }
}

async function requireKnown(migrations: readonly AppliedMigration[], folder: string): Promise<void> {
  const { migrationDirectories } = await readMigrations(folder);
  const known = new Map(
    migrationDirectories.map(({ path, migrationFile }) => [
      path,
      migrationFile.content.tag === "ok"
        ? createHash("sha256").update(migrationFile.content.value).digest("hex")
        : "",
    ]),
  );
  for (const { name, checksum } of migrations) {
    if (!known.has(name)) {
      throw new RestoreRefused(
        `The backup was made by a newer version of Mosis: its migration ${name} is not known here. Restore it with that version.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new RestoreRefused(
        `The backup was made by another build of Mosis: its migration ${name} reads differently here. Restore it with the build that made it.`,
      );
    }
  }
}

/** Nothing is ever overwritten, and nothing is brought back under the feet of a running store. */
async function requireUnused(client: pg.ClientBase, wanted: readonly AppliedMigration[]): Promise<void> {
  const { rows: running } = await client.query<{ name: string }>(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND application_name IN ('mosis-web', 'mosis-worker') ORDER BY 1`,
  );
  if (running.length > 0) {
    const names = running.map(({ name }) => name).join(" and ");
    throw new RestoreRefused(`${names} are connected to this database: stop portal and worker first.`);
  }
  const found = await listTables(client);
  if (found.length === 0) return;
  const there = await listMigrations(client);
  const names = new Set(wanted.map(({ name }) => name));
  if (there.length === 0) {
    throw new RestoreRefused("The database holds tables that are not a store's: give an empty one.");
  }
  for (const name of telling) {
    if (!found.some((table) => table.schema === "public" && table.name === name)) continue;
    const { rows } = await client.query(`SELECT FROM ${quoted({ schema: "public", name })} LIMIT 1`);
    if (rows.length > 0) {
      throw new RestoreRefused(
        `The database holds a store already (there are rows in ${name}). A backup is brought back into an empty one only.`,
      );
    }
  }
  const later = there.find(({ name }) => !names.has(name));
  if (later) {
    throw new RestoreRefused(
      `The database has been migrated further (${later.name}) than the backup: give an empty one, and the migrations follow by themselves.`,
    );
  }
}

interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

/**
 * Triggers do not run, as the rows are what they made of them; foreign keys are taken away and made again afterwards,
 * which checks every row.
 */
async function putRowsIn<Table extends TableContents & { rows: number }>(
  client: pg.Client,
  dump: RestorableDump<Table>,
  options: { read: (table: Table) => Readable; onTable?: (table: Table) => void; signal?: AbortSignal },
): Promise<number> {
  const tables = await listTables(client);
  const { rows: foreignKeys } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY 1, 2`,
  );
  for (const { table, name } of foreignKeys)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  for (const table of tables) await client.query(`ALTER TABLE ${quoted(table)} DISABLE TRIGGER USER`);
  // What migrations put in is in the dump as well.
  await client.query(`TRUNCATE ${tables.map(quoted).join(", ")}`);
  let rows = 0;
  for (const table of dump.tables) {
    options.signal?.throwIfAborted();
    options.onTable?.(table);
    for (const { schema, name, bound } of table.partitions) {
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${quoted({ schema, name })} PARTITION OF ${quoted(table)} ${bound}`,
      );
    }
    const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(", ");
    const target = client.query(copyFrom(`COPY ${quoted(table)} (${columns}) FROM STDIN`));
    await pipeline(options.read(table), target);
    if (target.rowCount !== table.rows) {
      throw new RestoreRefused(
        `The backup is damaged: ${table.name} has ${target.rowCount} rows, and was written with ${table.rows}.`,
      );
    }
    rows += table.rows;
  }
  for (const { last, ...sequence } of dump.sequences) {
    await client.query("SELECT setval($1::regclass, $2::bigint)", [quoted(sequence), last]);
  }
  for (const { table, name, definition } of foreignKeys) {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  }
  for (const table of tables) await client.query(`ALTER TABLE ${quoted(table)} ENABLE TRIGGER USER`);
  return rows;
}
