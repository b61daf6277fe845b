import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { diffSchema } from "./diff-schema.ts";
import { migrate } from "./migrate.ts";

// Its own empty databases: the ones that other tests get are migrated.
const adminUrl = inject("databaseAdminUrl");
const name = `migrate_${crypto.randomUUID().replaceAll("-", "")}`;
const databaseUrl = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
let folder: string;
let admin: pg.Client;

function writeMigration(migration: string, sql: string): void {
  mkdirSync(join(folder, migration), { recursive: true });
  writeFileSync(join(folder, migration, "migration.sql"), sql);
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
});
afterAll(() => admin.end());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mosis-migrations-"));
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  await admin.query(`CREATE DATABASE "${name}"`);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
});

test("of several at once, one applies and the others find nothing left to do", async () => {
  // Semicolons in a function and in a text: a migration is one script, not a list cut at semicolons.
  const body = "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;";
  writeMigration("0001_first", `CREATE TABLE t (a text DEFAULT ';'); ${body}`);
  writeMigration("0002_second", "INSERT INTO t DEFAULT VALUES");
  const call = () => migrate({ databaseUrl, migrationsDir: folder });
  const results = await Promise.all([call(), call(), call()]);
  expect(results.flatMap(({ applied }) => applied)).toEqual(["0001_first", "0002_second"]);
  expect(await query("SELECT a, one() FROM t")).toEqual([{ a: ";", one: 1 }]);
  expect(await query("SELECT migration_name FROM _prisma_migrations ORDER BY started_at")).toEqual([
    { migration_name: "0001_first" },
    { migration_name: "0002_second" },
  ]);
});

test("a migration that fails leaves nothing of itself, and stops later ones", async () => {
  writeMigration("0001_broken", "CREATE TABLE half (a int);\nSELECT missing();");
  const call = () => migrate({ databaseUrl, migrationsDir: folder });
  await expect(call()).rejects.toThrow(/function missing\(\) does not exist \(line 2\)/);
  expect(await query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  await expect(call()).rejects.toThrow(/0001_broken.*failed/s);
});

test("the difference between migrations and schema is SQL, and nothing where they agree", async () => {
  const schemaFile = join(folder, "schema.prisma");
  const datasource = 'datasource db {\n  provider = "postgresql"\n}\n';
  writeFileSync(
    schemaFile,
    `${datasource}model Thing {\n  id Int @id\n  name String?\n  @@map("things")\n}\n`,
  );
  writeMigration(
    "0001_first",
    "CREATE TABLE things (id int NOT NULL, CONSTRAINT things_pkey PRIMARY KEY (id));",
  );
  const diff = () => diffSchema({ databaseUrl, migrationsDir: folder, schemaFile });
  const sql = await diff();
  expect(sql).toContain('ALTER TABLE "things" ADD COLUMN     "name" TEXT');
  writeMigration("0002_name", sql);
  expect(await diff()).toBe("");
  expect(await query("SELECT to_regclass('things') AS things")).toEqual([{ things: null }]);
});
