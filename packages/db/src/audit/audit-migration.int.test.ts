import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrate, migrationsDir } from "../migrate.ts";
import { verifyChain } from "./verify-chain.ts";

const adminUrl = inject("databaseAdminUrl");
const name = `audit_${crypto.randomUUID().replaceAll("-", "")}`;
const databaseUrl = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
const before = mkdtempSync(join(tmpdir(), "mosis-migrations-"));
const admin = new pg.Client({ connectionString: adminUrl });
const client = new pg.Client({ connectionString: databaseUrl });

beforeAll(async () => {
  for (const entry of readdirSync(migrationsDir))
    if (entry < "0019" || entry.endsWith(".toml"))
      cpSync(join(migrationsDir, entry), join(before, entry), { recursive: true });
  await admin.connect();
  await admin.query(`CREATE DATABASE "${name}"`);
  await migrate({ databaseUrl, migrationsDir: before });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
  await admin.end();
  rmSync(before, { recursive: true, force: true });
});

const add = () =>
  client.query(
    `INSERT INTO audit_events (at, action, subject_id, data)
     SELECT now(), 'app.created', gen_random_uuid(), jsonb_build_object('n', n) FROM generate_series(1, 3) n`,
  );

test("what was written before there was a chain is its beginning", async () => {
  await add();
  expect((await migrate({ databaseUrl })).applied).toContain("0019_audit_chain");
  expect(await verifyChain(client)).toMatchObject({ verified: 3n, fault: null });
  await add();
  expect(await verifyChain(client)).toMatchObject({ verified: 6n, fault: null });
});
