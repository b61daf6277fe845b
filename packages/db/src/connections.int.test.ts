import { createServer } from "node:net";
import { freshDatabase } from "@mosis/devstack/testing";
import { type AppId, type Job, newId, type SessionId, system, type VersionId } from "@mosis/domain";
import pg from "pg";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createDatabase, type PostgresDatabase } from "./database.ts";

const url = await freshDatabase();
const admin = new pg.Client({ connectionString: url });
await admin.connect();
afterAll(() => admin.end());

const unavailable = expect.objectContaining({ code: "service_unavailable" });
const job = (): Job => ({ name: "version.validate", payload: { versionId: newId() } });

function open(options: Partial<Parameters<typeof createDatabase>[0]> = {}): {
  db: PostgresDatabase;
  applicationName: string;
  errors: Error[];
} {
  const applicationName = `test-${newId().slice(-12)}`;
  const errors: Error[] = [];
  const db = createDatabase({
    url,
    applicationName,
    onConnectionError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => db.close());
  return { db, applicationName, errors };
}

async function connections(applicationName: string): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = $1",
    [applicationName],
  );
  return rows[0]?.count ?? 0;
}

async function cut(applicationName: string): Promise<void> {
  await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
    applicationName,
  ]);
}

describe("connections", () => {
  test("are opened by the first call, and all closed", async () => {
    const { db, applicationName } = open();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await connections(applicationName)).toBe(0);
    db.relay.onOutbox(() => {});
    await db.ping();
    await vi.waitUntil(async () => (await connections(applicationName)) === 2);
    await db.close();
    await vi.waitUntil(async () => (await connections(applicationName)) === 0);
  });

  test("close also while the listener is still connecting", async () => {
    const { db, applicationName, errors } = open();
    db.relay.onOutbox(() => {});
    await db.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await connections(applicationName)).toBe(0);
    expect(errors).toEqual([]);
  });

  test("that are lost fail one call, not the next", async () => {
    const { db, applicationName } = open();
    await db.ping();
    await cut(applicationName);
    await db.ping().catch((error) => expect(error).toEqual(unavailable));
    await db.ping();
    const attempt = db.transaction(async (stores) => {
      await stores.outbox.add(job(), new Date());
      await cut(applicationName);
      await stores.outbox.add(job(), new Date());
    });
    await expect(attempt).rejects.toEqual(unavailable);
    expect(await db.transaction(async () => "again")).toBe("again");
  });

  test("to nowhere, or to a server that does not answer, are service_unavailable", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void silent.close());
    await new Promise((resolve) => silent.once("listening", resolve));
    const port = (silent.address() as { port: number }).port;
    const { db: mute } = open({ url: `postgresql://x:y@127.0.0.1:${port}/z`, connectTimeoutMs: 100 });
    await expect(mute.ping()).rejects.toEqual(unavailable);
    await expect(mute.apps.find(system, newId())).rejects.toEqual(unavailable);
    await expect(mute.transaction(async () => 1)).rejects.toEqual(unavailable);
    const { db: nowhere } = open({ url: "postgresql://x:y@127.0.0.1:1/z", connectTimeoutMs: 100 });
    await expect(nowhere.ping()).rejects.toEqual(unavailable);
    await expect(nowhere.queries.listCatalog({ category: null, sort: "popular", page: 1 })).rejects.toEqual(
      unavailable,
    );
    await expect(nowhere.relay.claimOutbox(1, 1)).rejects.toEqual(unavailable);
    await expect(nowhere.transaction(async () => 1)).rejects.toEqual(unavailable);
  });

  test("that are all taken, and statements that take too long, are service_unavailable", async () => {
    const { db } = open({ poolSize: 1, connectTimeoutMs: 100, statementTimeoutMs: 100 });
    await db.transaction(async () => {
      await expect(db.ping()).rejects.toEqual(unavailable);
      await expect(db.transaction(async () => 1)).rejects.toEqual(unavailable);
    });
    const id = newId<"app">();
    await admin.query("BEGIN");
    await admin.query("LOCK TABLE apps IN ACCESS EXCLUSIVE MODE");
    await expect(db.apps.find(system, id)).rejects.toEqual(unavailable);
    await admin.query("ROLLBACK");
    expect(await db.apps.find(system, id)).toBeNull();
  });
});

test("the listener comes back after a loss and tells everyone once", async () => {
  const { db, applicationName, errors } = open();
  const heard = vi.fn();
  const other = vi.fn();
  db.relay.onOutbox(heard);
  db.changes.subscribe(`version:${newId<"version">()}`, other);
  await vi.waitUntil(() => heard.mock.calls.length === 1 && other.mock.calls.length === 1);
  await cut(applicationName);
  await vi.waitUntil(() => heard.mock.calls.length === 2, { timeout: 5_000 });
  expect(other).toHaveBeenCalledTimes(2);
  expect(errors).not.toEqual([]);
  await db.outbox.add(job(), new Date());
  await vi.waitUntil(() => heard.mock.calls.length === 3, { timeout: 5_000 });
  expect(other).toHaveBeenCalledTimes(2);
});

test("times mean the same in a database of another time zone", async () => {
  const { rows } = await admin.query<{ name: string }>("SELECT current_database() AS name");
  await admin.query(
    `ALTER DATABASE ${pg.escapeIdentifier(rows[0]?.name ?? "")} SET TimeZone = 'Asia/Kolkata'`,
  );
  const { db } = open();
  const at = new Date(Date.UTC(2026, 5, 1, 12, 0, 0, 7));
  const key = `temp/${newId()}/upload`;
  await db.objects.expect({ key, kind: "quarantine", appId: null, at });
  expect((await db.objects.find(key))?.createdAt).toEqual(at);
  const { rows: stored } = await admin.query<{ ms: string }>(
    "SELECT extract(epoch FROM created_at) * 1000 AS ms FROM objects WHERE key = $1",
    [key],
  );
  expect(Number(stored[0]?.ms)).toBe(at.getTime());
});

test("what is no id names nothing, and what cannot be stored is said so", async () => {
  const { db } = open();
  const absent = expect.objectContaining({ code: "not_found" });
  await expect(db.versions.find(system, "nonsense" as VersionId)).rejects.toEqual(absent);
  await expect(db.sessions.find("nonsense" as SessionId)).rejects.toEqual(absent);
  await expect(db.transaction((stores) => stores.apps.find(system, "0" as AppId))).rejects.toEqual(absent);
  const invalid = expect.objectContaining({ code: "input_invalid" });
  await expect(db.apps.findByPackageId(system, "com.\0")).rejects.toEqual(invalid);
  await expect(db.queries.findCatalogEntry("com.\0")).rejects.toEqual(invalid);
  expect((await db.queries.listPeople({ search: "\0", page: 1, role: null })).page).toBe(1);
  const at = new Date();
  const entry = { actor: system, action: "app.created", subjectId: newId(), at } as const;
  await expect(db.audit.append({ ...entry, data: { name: "\0" } })).rejects.toEqual(invalid);
  await expect(db.objects.expect({ key: "\0", kind: "quarantine", appId: null, at })).rejects.toEqual(
    invalid,
  );
});
