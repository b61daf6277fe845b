import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrate, migrationsDir } from "./migrate.ts";

const adminUrl = inject("databaseAdminUrl");
const name = `migrate_${crypto.randomUUID().replaceAll("-", "")}`;
const databaseUrl = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
const before = mkdtempSync(join(tmpdir(), "mosis-migrations-"));
const admin = new pg.Client({ connectionString: adminUrl });
const client = new pg.Client({ connectionString: databaseUrl });

beforeAll(async () => {
  for (const entry of readdirSync(migrationsDir))
    if (entry < "0008" || entry.endsWith(".toml"))
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

const id = (kind: number, at: number) => `00000000-0000-4000-8000-${`${kind}${at}`.padStart(12, "0")}`;

async function addApp(at: number): Promise<void> {
  await client.query(
    `INSERT INTO apps (id, developer_id, package_id, name, summary, description, category, created_at, updated_at)
     VALUES ($1, $2, $3, 'Notes', 'Takes notes.', '', 'productivity', now(), now())`,
    [id(1, at), id(9, 1), `com.example.notes${at}`],
  );
}

/** A version as releases before this one left it. */
async function addVersion(app: number, code: number, onTrack: boolean): Promise<void> {
  await client.query(
    `INSERT INTO uploads (id, app_id, developer_id, created_by, kind, file_name, size, sha256, status,
       status_changed_at, created_at, expires_at)
     VALUES ($1, $2, $3, $4, 'package', 'notes.mosis', 5, repeat('a', 64), 'consumed', now(), now(), now())`,
    [id(2, code), id(1, app), id(9, 1), id(8, 1)],
  );
  await client.query(
    `INSERT INTO versions (id, app_id, developer_id, upload_id, created_by, status, status_changed_at, version_code,
       file_name, size, sha256, manifest, submitted_at, published_at, on_track, created_at)
     VALUES ($1, $2, $3, $4, $5, 'published', now(), $6, 'notes.mosis', 5, repeat('a', 64), '{}', now(), now(), $7, now())`,
    [id(3, code), id(1, app), id(9, 1), id(2, code), id(8, 1), code, onTrack],
  );
}

test("what devices got before there were releases is the complete one of their stable track", async () => {
  await client.query("INSERT INTO developers (id, name, created_at) VALUES ($1, 'Ada', now())", [id(9, 1)]);
  await addApp(1);
  await addApp(2);
  await addVersion(1, 4, false);
  await addVersion(1, 5, true);
  const kept = "SELECT id, on_track, retention_class, retention_from FROM versions ORDER BY id";
  const { rows: keptBefore } = await client.query(kept);
  expect((await migrate({ databaseUrl })).applied).toContain("0008_releases");

  const { rows: releases } = await client.query(
    `SELECT r.version_id, r.status, r.basis_points, r.completed_in, r.created_by, t.name, t.app_id, t.sequence
     FROM releases r JOIN tracks t ON t.id = r.track_id`,
  );
  expect(releases).toEqual([
    {
      version_id: id(3, 5),
      status: "complete",
      basis_points: 10_000,
      completed_in: "1",
      created_by: id(8, 1),
      name: "stable",
      app_id: id(1, 1),
      sequence: "1",
    },
  ]);
  expect((await client.query(kept)).rows).toEqual(keptBefore);
  await addApp(3);
  const { rows: tracks } = await client.query(
    "SELECT app_id, array_agg(name ORDER BY created_at) AS names, sum(sequence)::int AS sum FROM tracks GROUP BY 1 ORDER BY 1",
  );
  expect(tracks).toEqual(
    [1, 2, 3].map((at) => ({
      app_id: id(1, at),
      names: ["stable", "beta", "internal"],
      sum: at === 1 ? 1 : 0,
    })),
  );
});
