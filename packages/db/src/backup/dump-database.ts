import type { Readable } from "node:stream";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import {
  type AppliedMigration,
  listMigrations,
  listSequences,
  listTables,
  quoted,
  type SequenceState,
  type TableContents,
} from "./contents.ts";

export interface DumpedDatabase<Part> {
  /** When the snapshot was taken, by the database's clock. */
  takenAt: Date;
  serverVersion: string;
  migrations: AppliedMigration[];
  tables: (TableContents & Part & { rows: number })[];
  sequences: SequenceState[];
}

/**
 * Reads every table in one snapshot, one after the other, as the text of PostgreSQL's COPY, which every later server
 * reads. Nothing is held up by it but migrations, which wait for the end. Memory does not grow with the tables.
 *
 * @param options.write takes a table's rows to where they are kept, to the end of the stream, and says where that is.
 * @param options.onSnapshot called once the snapshot is taken: what is written from here on is not in the dump.
 * @throws Error when the database has no migrations: it is none of a store.
 */
export async function dumpDatabase<Part>(
  databaseUrl: string,
  options: {
    write: (table: TableContents, rows: Readable) => Promise<Part>;
    onSnapshot?: () => void | Promise<void>;
    signal?: AbortSignal;
  },
): Promise<DumpedDatabase<Part>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "mosis-backup" });
  client.on("error", () => {}); // a lost connection shows in the next query
  await client.connect();
  try {
    // The times of rows are written alike, whatever the server is set to.
    await client.query("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'");
    await client.query(
      "SET extra_float_digits = 3; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0",
    );
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ at: Date; version: string }>(
      "SELECT clock_timestamp() AS at, current_setting('server_version') AS version",
    );
    const [taken] = rows;
    if (!taken) throw new Error("the database did not say what time it is");
    const migrations = await listMigrations(client);
    if (migrations.length === 0)
      throw new Error("This database has never been migrated: there is no store in it.");
    const found = await listTables(client);
    await options.onSnapshot?.();
    const tables: DumpedDatabase<Part>["tables"] = [];
    for (const table of found) {
      options.signal?.throwIfAborted();
      tables.push(await dumpTable(client, table, options.write));
    }
    const sequences = await listSequences(client);
    return { takenAt: taken.at, serverVersion: taken.version, migrations, tables, sequences };
  } finally {
    await client.end();
  }
}

async function dumpTable<Part>(
  client: pg.Client,
  table: TableContents,
  write: (table: TableContents, rows: Readable) => Promise<Part>,
) {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(", ");
  const stream = client.query(copyTo(`COPY (SELECT ${columns} FROM ${quoted(table)}) TO STDOUT`));
  const part = await write(table, stream);
  return { ...table, ...part, rows: stream.rowCount };
}
