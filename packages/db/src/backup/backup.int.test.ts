import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { emptyDatabase } from "@mosis/devstack/testing";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate, migrationsDir } from "../migrate.ts";
import { dumpDatabase } from "./dump-database.ts";
import { requireRestorable, restoreDatabase } from "./restore-database.ts";

const [source, target, again, further] = [
  await emptyDatabase(),
  await emptyDatabase(),
  await emptyDatabase(),
  await emptyDatabase(),
];

// This version's migrations, and one after them with what a later one may bring.
const folder = mkdtempSync(join(tmpdir(), "mosis-migrations-"));
const withPartitions = join(folder, "with-partitions");
const later = join(folder, "later");
cpSync(migrationsDir, withPartitions, { recursive: true });
addMigration(
  withPartitions,
  "9000_probe",
  `CREATE SCHEMA probe;
   CREATE TABLE probe.days (day date NOT NULL, note text, twice int GENERATED ALWAYS AS (length(note) * 2) STORED)
     PARTITION BY RANGE (day);
   CREATE TABLE probe.seeded (name text PRIMARY KEY); INSERT INTO probe.seeded VALUES ('by the migration');`,
);
cpSync(withPartitions, later, { recursive: true });
addMigration(later, "9001_later", "ALTER TABLE probe.seeded ADD COLUMN note text NOT NULL DEFAULT 'new';");

function addMigration(to: string, name: string, sql: string): void {
  mkdirSync(join(to, name));
  writeFileSync(join(to, name, "migration.sql"), sql);
}

const open: pg.Client[] = [];
async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  open.push(client);
  return client;
}
afterAll(async () => {
  for (const client of open) await client.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A dump that is held in memory. */
async function dump(url: string, onSnapshot?: () => Promise<void>) {
  const contents = new Map<string, Buffer>();
  const dumped = await dumpDatabase(url, {
    ...(onSnapshot && { onSnapshot }),
    async write({ schema, name }, rows) {
      const file = `${schema}.${name}`;
      contents.set(file, await buffer(rows));
      return { file };
    },
  });
  return {
    dumped,
    contents,
    read: ({ file }: { file: string }) => Readable.from([contents.get(file) ?? ""]),
  };
}

const person = "018f0000-0000-7000-8000-000000000001";
const account = "018f0000-0000-7000-8000-000000000002";
const awkward = "tab\\t, line\\n, backslash \\\\, quotes \\' \", \\u00e4\\U0001F600";

beforeAll(async () => {
  await migrate({ databaseUrl: source, migrationsDir: withPartitions });
  const client = await connect(source);
  await client.query(`
    CREATE TABLE probe.days_2026 PARTITION OF probe.days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE TABLE probe.days_other PARTITION OF probe.days DEFAULT;
    INSERT INTO probe.days VALUES ('2026-05-01', E'${awkward}'), ('1999-12-31', NULL);
    DELETE FROM probe.seeded; INSERT INTO probe.seeded VALUES ('by people');
    INSERT INTO developers (id, name, created_at) VALUES ('${account}', E'${awkward}', '2026-01-02 03:04:05.678+09');
    INSERT INTO users (id, name, created_at) VALUES ('${person}', 'Ada', now());
    INSERT INTO memberships (developer_id, user_id, role, created_at) VALUES ('${account}', '${person}', 'owner', now());
    INSERT INTO sessions (id, user_id, provider, user_agent, created_at, last_seen_at, expires_at)
      VALUES (gen_random_uuid(), '${person}', 'demo', 'test', now(), now(), now() + interval '1 day');
    INSERT INTO apps (id, developer_id, founder_id, package_id, name, summary, description, category, created_at, updated_at)
      VALUES (gen_random_uuid(), '${account}', '${account}', 'com.example.notes', 'Notes', '', '', 'productivity', now(), now());
    UPDATE tracks SET sequence = 7 WHERE name = 'stable';
    INSERT INTO outbox (name, payload, created_at, claimed_until)
      VALUES ('store.sweep', '{}', now(), now() + interval '1 hour');
    INSERT INTO audit_events (at, action, subject_id, data)
      SELECT now(), 'app.created', gen_random_uuid(), jsonb_build_object('n', n, 'text', E'${awkward}')
      FROM generate_series(1, 50) n;`);
});

const hashes = (contents: Map<string, Buffer>) =>
  Object.fromEntries(
    [...contents].map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")]),
  );

test("what was dumped and brought back is dumped again byte for byte, but for what must not come back", async () => {
  const first = await dump(source);
  const restored = await restoreDatabase(target, first.dumped, {
    read: first.read,
    migrationsDir: withPartitions,
  });
  expect(restored).toMatchObject({ applied: [], audit: { fault: null, verified: 50n } });

  const second = await dump(target);
  const changed = ["sessions", "outbox", "tracks", "apps", "catalog_state"].map((name) => `public.${name}`);
  const [before, after] = [hashes(first.contents), hashes(second.contents)];
  const names = Object.keys(before).filter((name) => before[name] !== after[name]);
  expect(names.sort()).toEqual(changed.sort());
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(second.dumped.sequences.filter(({ name }) => name !== "outbox_id_seq")).toEqual(
    first.dumped.sequences.filter(({ name }) => name !== "outbox_id_seq"),
  );
  expect(second.dumped.tables.find(({ name }) => name === "days")?.partitions).toEqual([
    { schema: "probe", name: "days_2026", bound: expect.stringContaining("2027-01-01") },
    { schema: "probe", name: "days_other", bound: "DEFAULT" },
  ]);

  const client = await connect(target);
  const ask = async (sql: string) => (await client.query(sql)).rows as unknown[];
  expect(await ask("SELECT FROM sessions")).toEqual([]);
  expect(await ask("SELECT sequence FROM tracks WHERE name = 'stable'")).toEqual([{ sequence: "1000007" }]);
  expect(await ask("SELECT catalog_revision >= 1000000 AS moved FROM apps")).toEqual([{ moved: true }]);
  expect(await ask("SELECT generation >= 1000000 AS moved FROM catalog_state")).toEqual([{ moved: true }]);
  expect(await ask("SELECT name, claimed_until <= now() AS due FROM outbox ORDER BY id")).toEqual([
    { name: "store.sweep", due: true },
    { name: "feed.write", due: true },
  ]);
  // Triggers and foreign keys are at work again, and numbers go on where they were.
  await expect(client.query("UPDATE audit_events SET action = 'app.changed'")).rejects.toThrow(/only grows/);
  await expect(
    client.query(
      `INSERT INTO memberships (developer_id, user_id, role, created_at) VALUES (gen_random_uuid(), '${person}', 'owner', now())`,
    ),
  ).rejects.toThrow(/foreign key/);
  await client.query(
    "INSERT INTO audit_events (at, action, subject_id) VALUES (now(), 'app.created', gen_random_uuid())",
  );
  expect(await ask("SELECT count(*)::int AS count FROM audit_chain")).toEqual([{ count: 51 }]);
}, 120_000);

test("what is written after the snapshot is not in the dump", async () => {
  const client = await connect(source);
  const { dumped } = await dump(source, async () => {
    await client.query(
      "INSERT INTO audit_events (at, action, subject_id) VALUES (now(), 'app.created', gen_random_uuid())",
    );
  });
  expect(dumped.tables.find(({ name }) => name === "audit_events")?.rows).toBe(50);
  expect(dumped.tables.find(({ name }) => name === "audit_chain")?.rows).toBe(50);
});

test("a dump of an older version is brought back at its version, and migrated", async () => {
  const { dumped, read } = await dump(source);
  const restored = await restoreDatabase(again, dumped, { read, migrationsDir: later });
  expect(restored.applied).toEqual(["9001_later"]);
  const client = await connect(again);
  expect((await client.query("SELECT * FROM probe.seeded")).rows).toEqual([
    { name: "by people", note: "new" },
  ]);
}, 60_000);

test("nothing is brought back where it does not belong", async () => {
  const { dumped, read } = await dump(source);
  const refused = (url: string, migrations = dumped.migrations, folder = withPartitions) =>
    restoreDatabase(url, { ...dumped, migrations }, { read, migrationsDir: folder });
  await expect(refused(target)).rejects.toThrow(/holds a store already \(there are rows in users\)/);
  await expect(requireRestorable(target, [])).rejects.toThrow(/holds a store already/);
  await expect(refused(further, dumped.migrations, migrationsDir)).rejects.toThrow(
    /made by a newer version of Mosis: its migration 9000_probe/,
  );
  const other = dumped.migrations.map((one) => ({ ...one, checksum: "0".repeat(64) }));
  await expect(refused(further, other)).rejects.toThrow(/another build of Mosis/);

  const client = await connect(further);
  await client.query("CREATE TABLE guests (name text)");
  await expect(refused(further)).rejects.toThrow(/tables that are not a store's/);
  await client.query("DROP TABLE guests");
  await client.query("SET application_name = 'mosis-worker'");
  await expect(refused(further)).rejects.toThrow("mosis-worker are connected to this database");
  await client.query("SET application_name = 'test'");

  // A part that is not what it says leaves the database as it was, and the next try finds it so.
  const short = { ...dumped, tables: dumped.tables.map((table) => ({ ...table, rows: table.rows + 1 })) };
  await expect(restoreDatabase(further, short, { read, migrationsDir: withPartitions })).rejects.toThrow(
    /The backup is damaged: \w+ has \d+ rows/,
  );
  expect((await client.query("SELECT FROM users")).rows).toEqual([]);
  await restoreDatabase(further, dumped, { read, migrationsDir: withPartitions });
  expect((await client.query("SELECT name FROM users")).rows).toEqual([{ name: "Ada" }]);
}, 120_000);
