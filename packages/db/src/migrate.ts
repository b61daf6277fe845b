import { join } from "node:path";
import pg from "pg";
import { readMigrations } from "./migration-list.ts";
import { wholeDatabase, withSchemaEngine } from "./schema-engine.ts";
import { requireServerVersion } from "./server-version.ts";

/** The migrations of this repository. */
export const migrationsDir = join(import.meta.dirname, "../../../prisma/migrations");

/** Any number will do, as long as nothing else in the database uses it for `pg_advisory_lock`. */
const lockKey = 7_766_351;

/**
 * Applies the migrations that `databaseUrl` does not have yet and records them in `_prisma_migrations`, as
 * `prisma migrate deploy` does. Safe to call from several processes at once: an advisory lock lets one work
 * while the others wait, and find nothing left to do. Repeating it is free of effects.
 *
 * @param options.only the names of those that may be applied; default all. A backup of an older version is brought
 *   back at its own version first.
 * @returns the names of the migrations applied by this call, oldest first.
 * @throws when the database cannot be reached, its server is too old, or a migration fails; a failed migration stays recorded and
 * blocks later calls until it is resolved by hand.
 */
export async function migrate(options: {
  databaseUrl: string;
  migrationsDir?: string;
  only?: readonly string[];
}): Promise<{ applied: string[] }> {
  const all = await readMigrations(options.migrationsDir ?? migrationsDir);
  const { only } = options;
  const migrationDirectories = all.migrationDirectories.filter(({ path }) => only?.includes(path) ?? true);
  const migrationsList = { ...all, migrationDirectories };
  const lock = new pg.Client({ connectionString: options.databaseUrl });
  lock.on("error", () => {}); // a lost connection shows in the next query
  await lock.connect();
  try {
    const { rows } = await lock.query<{ server_version: string }>("SHOW server_version");
    requireServerVersion(rows[0]?.server_version ?? "unknown");
    await lock.query("SELECT pg_advisory_lock($1)", [lockKey]);
    return await withSchemaEngine(options.databaseUrl, async (engine) => {
      const result = await engine.applyMigrations({ migrationsList, filters: wholeDatabase });
      return { applied: result.appliedMigrationNames };
    });
  } finally {
    // Closing the session releases the lock.
    await lock.end();
  }
}
