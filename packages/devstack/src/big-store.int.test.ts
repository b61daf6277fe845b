import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillBigStore } from "./big-store.ts";
import { openDatabase } from "./databases.ts";
import { freshDatabase } from "./testing/index.ts";

const database = openDatabase(await freshDatabase());
const other = openDatabase(await freshDatabase());
const size = { apps: 60, versions: 1_500, days: 60 };
beforeAll(() => fillBigStore(database, size), 60_000);
afterAll(() => Promise.all([database.close(), other.close()]));

const one = async <Row extends object>(sql: string): Promise<Row> => {
  const [row] = await database.query<Row>(sql);
  if (!row) throw new Error("no row");
  return row;
};

test("has the rows that were asked for, with versions in every status", async () => {
  expect(
    await one(
      "SELECT (SELECT count(*)::int FROM apps) AS apps, (SELECT count(*)::int FROM versions) AS versions",
    ),
  ).toEqual({ apps: size.apps, versions: size.versions });
  const statuses = await database.query<{ status: string }>(
    "SELECT DISTINCT status FROM versions ORDER BY 1",
  );
  expect(statuses.map(({ status }) => status)).toEqual(
    [
      ...["approved", "draft", "failed", "in_review", "published"],
      ...["rejected", "removed", "validating", "withdrawn"],
    ].sort(),
  );
});

test("apps have the ids that devices compute", async () => {
  const rows = await database.query<{ id: string; package_id: string }>("SELECT id, package_id FROM apps");
  for (const { id, package_id } of rows) {
    const bytes = createHash("sha256").update(`mosis:app:${package_id}`).digest().subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    expect(id.replaceAll("-", "")).toBe(bytes.toString("hex"));
    expect(package_id).toMatch(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/);
  }
});

test("its account of today is what its ledger says", async () => {
  const { ledger, account } = await one<{ ledger: string; account: string }>(`
    SELECT (SELECT sum(size) FROM objects WHERE status = 'stored') AS ledger,
      (SELECT stored_bytes FROM store_usage_days WHERE day = current_date) AS account`);
  expect(account).toBe(ledger);
  const { wrong } = await one<{ wrong: number }>(`
    SELECT count(*)::int AS wrong FROM (
      SELECT stored_bytes, by_state FROM usage_days UNION ALL SELECT stored_bytes, by_state FROM store_usage_days
    ) days WHERE stored_bytes <> (SELECT sum(value::bigint) FROM jsonb_each_text(by_state))`);
  expect(wrong).toBe(0);
  const { days } = await one<{ days: number }>("SELECT count(*)::int AS days FROM store_usage_days");
  expect(days).toBeGreaterThan(size.days / 2);
});

test("is the same for the same size", async () => {
  await fillBigStore(other, size);
  const digest = `SELECT md5(string_agg(id || status || size || coalesce(version_code, 0), ',' ORDER BY id)) AS digest
    FROM versions`;
  const [again] = await other.query<{ digest: string }>(digest);
  expect(again).toEqual(await one(digest));
}, 60_000);

test("is put into an empty database only", async () => {
  await expect(fillBigStore(database, size)).rejects.toThrow("has apps already");
  await expect(fillBigStore(database, { ...size, apps: 1.5 })).rejects.toThrow(RangeError);
});
