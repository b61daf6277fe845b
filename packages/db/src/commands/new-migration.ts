import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diffSchema } from "../diff-schema.ts";
import { migrationsDir } from "../migrate.ts";

const schemaFile = join(migrationsDir, "../schema.prisma");
const lockFile = join(migrationsDir, "migration_lock.toml");

const [name] = process.argv.slice(2);
const databaseUrl = process.env.DATABASE_URL;
if (!name || !/^[a-z0-9_]{1,60}$/.test(name)) {
  console.error("Say what the migration does, in small letters: new-migration.ts add_release_notes");
  process.exit(1);
}
if (!databaseUrl) {
  console.error(
    "DATABASE_URL is not set. It names a PostgreSQL server to compare on; no database is changed.",
  );
  process.exit(1);
}

await mkdir(migrationsDir, { recursive: true });
await writeFile(lockFile, 'provider = "postgresql"\n', { flag: "wx" }).catch(
  (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  },
);
const sql = await diffSchema({ databaseUrl, migrationsDir, schemaFile });
if (sql === "") {
  console.log("The migrations already lead to prisma/schema.prisma: nothing to write.");
} else {
  const stamp = new Date().toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  const folder = join(migrationsDir, `${stamp}_${name}`);
  await mkdir(folder);
  await writeFile(join(folder, "migration.sql"), `${sql}\n`);
  console.log(`wrote prisma/migrations/${stamp}_${name}/migration.sql. Read it before you commit it.`);
}
