import { readFile } from "node:fs/promises";
import pg from "pg";
import { readMigrations } from "./migration-list.ts";
import { wholeDatabase, withSchemaEngine } from "./schema-engine.ts";

/**
 * The SQL that leads from the migrations in `migrationsDir` to the Prisma schema in `schemaFile`; an empty
 * string when they agree. The migrations are replayed in a scratch database, made on the server of
 * `databaseUrl` and dropped afterwards; the database named in the URL is only connected to.
 */
export async function diffSchema(options: {
  databaseUrl: string;
  migrationsDir: string;
  schemaFile: string;
}): Promise<string> {
  const migrations = await readMigrations(options.migrationsDir);
  const content = await readFile(options.schemaFile, "utf8");
  const scratchName = `scratch_${crypto.randomUUID().replaceAll("-", "")}`;
  const scratchUrl = new URL(options.databaseUrl);
  scratchUrl.pathname = `/${scratchName}`;
  const admin = new pg.Client({ connectionString: options.databaseUrl });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE "${scratchName}"`);
    const { stdout } = await withSchemaEngine(scratchUrl.href, (engine) =>
      engine.diff({
        from: { tag: "migrations", ...migrations },
        to: { tag: "schemaDatamodel", files: [{ path: options.schemaFile, content }] },
        script: true,
        exitCode: null,
        filters: wholeDatabase,
      }),
    );
    const sql = stdout?.trim() ?? "";
    return sql === "-- This is an empty migration." ? "" : sql;
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS "${scratchName}" WITH (FORCE)`);
    await admin.end();
  }
}
