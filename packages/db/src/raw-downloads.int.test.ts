import { openDatabase } from "@mosis/devstack";
import { freshDatabase } from "@mosis/devstack/testing";
import { type App, addDays, type Day, newId, type RawDownload } from "@mosis/domain";
import { addApp, addPerson, addVersion } from "@mosis/domain/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "./database.ts";

const url = await freshDatabase();
const db = createDatabase({ url, onConnectionError: (error) => console.error(error) });
const sql = openDatabase(url);
afterAll(async () => {
  await db.close();
  await sql.close();
});

const day = "2031-03-01" as Day;
const span = { from: day, to: day };
let app: App;

beforeAll(async () => {
  const { actor } = await addPerson(db);
  app = await addApp(db, actor);
  for (const code of [1, 2, 3]) await addVersion(db, app, { status: "published", code });
  await db.rawDownloads.open({ from: day, to: addDays(day, 1) });
});

const random = (among: number) => Math.floor(Math.random() * among);
function download(at: number): RawDownload {
  return {
    id: newId(),
    at,
    appId: app.id,
    versionCode: 1 + random(3),
    part: (["package", "delta", "contents"] as const)[random(3)] ?? "package",
    fromVersionCode: 1,
    install: (["first", "update", "unknown"] as const)[random(3)] ?? "unknown",
    client: (["device", "browser", "other"] as const)[random(3)] ?? "other",
    country: ["DE", "FR", null][random(3)] ?? null,
    isCached: random(2) === 0,
    isDownload: random(5) > 0,
    isFailure: random(5) === 0,
    bytes: random(1_000),
  };
}
const batch = (size: number) =>
  Array.from({ length: size }, () => download(Date.parse(day) + random(24 * 60 * 60 * 1000)));
const count = (downloads: readonly RawDownload[]) =>
  db.transaction(async (stores) => {
    const { hours } = await stores.downloads.count(downloads);
    await stores.downloads.addHours(hours);
  });
const sums = async () => ({
  days: await sql.query("SELECT * FROM download_days WHERE day = $1 ORDER BY 1, 2, 3, 4", [day]),
  countries: await sql.query("SELECT * FROM download_countries WHERE day = $1 ORDER BY 1, 2, 3, 4", [day]),
  hours: await sql.query(
    "SELECT * FROM download_hours WHERE hour >= $1::date AND hour < $1::date + 1 ORDER BY 1",
    [day],
  ),
});

test("sums that were damaged are put right again, to the last row", async () => {
  await count(batch(500));
  await count(batch(500));
  const before = await sums();
  expect(await db.rawDownloads.rebuild(day)).toEqual({ downloads: 1_000, differed: 0 });
  const damages = [
    "UPDATE download_days SET downloads = downloads + 7, bytes = 0 WHERE day = $1 AND version_code = 1",
    "DELETE FROM download_days WHERE day = $1 AND version_code = 2 AND part = 'package'",
    `INSERT INTO download_days (app_id, day, version_code, part, downloads, bytes, saved_bytes, failures)
     SELECT id, $1, 99, 'package', 5, 5, 5, 5 FROM apps LIMIT 1`,
    "DELETE FROM download_countries WHERE day = $1 AND country = 'FR'",
    "UPDATE download_hours SET requests = requests + 1 WHERE hour >= $1::date AND hour < $1::date + 1",
  ];
  for (const damage of damages) await sql.query(damage, [day]);
  const rebuilt = await db.rawDownloads.rebuild(day);
  expect(rebuilt?.downloads).toBe(1_000);
  expect(rebuilt?.differed).toBeGreaterThan(10);
  expect(await sums()).toEqual(before);
  expect(await db.rawDownloads.rebuild(day)).toMatchObject({ differed: 0 });
});

test("what is counted while a day is summed up again is there once, whatever is put right meanwhile", async () => {
  const counting = async () => {
    for (let n = 0; n < 25; n += 1) await count(batch(40));
  };
  const rebuilding = async () => {
    for (let n = 0; n < 12; n += 1) {
      await sql.query(
        "UPDATE download_days SET downloads = downloads + 3 WHERE day = $1 AND part = 'delta'",
        [day],
      );
      await sql.query("DELETE FROM download_countries WHERE day = $1 AND country = 'DE'", [day]);
      await db.rawDownloads.rebuild(day);
    }
  };
  await Promise.all([counting(), counting(), rebuilding(), rebuilding()]);
  await db.rawDownloads.rebuild(day);
  expect(await db.rawDownloads.rebuild(day)).toEqual({ downloads: 3_000, differed: 0 });
  const [single] = await sql.query<{ downloads: number }>(
    "SELECT count(*) FILTER (WHERE is_download)::int AS downloads FROM statistics.downloads WHERE at >= $1::date",
    [day],
  );
  const [summed] = await sql.query<{ downloads: number }>(
    "SELECT sum(downloads)::int AS downloads FROM download_days WHERE day = $1",
    [day],
  );
  expect(summed).toEqual(single);
});

test("batches that have downloads in common, in any order, wait for each other and count once", async () => {
  const shared = batch(200);
  const before = await sql.query<{ rows: number }>("SELECT count(*)::int AS rows FROM statistics.downloads");
  await Promise.all(
    Array.from({ length: 8 }, (_, at) => count(at % 2 === 0 ? shared : [...shared].reverse())),
  );
  const after = await sql.query<{ rows: number }>("SELECT count(*)::int AS rows FROM statistics.downloads");
  expect((after[0]?.rows ?? 0) - (before[0]?.rows ?? 0)).toBe(200);
  expect(await db.rawDownloads.rebuild(day)).toMatchObject({ differed: 0 });
});

test("a day is a partition, which goes when the day is closed; nothing of the sums goes with it", async () => {
  const partitions = async () =>
    (
      await sql.query<{ name: string }>(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'statistics.downloads'::regclass ORDER BY 1",
      )
    ).map(({ name }) => name);
  expect(await partitions()).toEqual(["statistics.downloads_20310301", "statistics.downloads_20310302"]);
  const before = await sums();
  expect(await db.rawDownloads.dropBefore(addDays(day, 1))).toBe(1);
  expect(await partitions()).toEqual(["statistics.downloads_20310302"]);
  expect(await sums()).toEqual(before);
  expect(await db.rawDownloads.rebuild(day)).toBeNull();
});

test("a chart of a year reads its rows by the key", async () => {
  const plan = await sql.query<{ "QUERY PLAN": string }>(
    "EXPLAIN SELECT day, sum(downloads) FROM download_days WHERE app_id = $1 AND day BETWEEN $2 AND $3 GROUP BY 1",
    [app.id, span.from, span.to],
  );
  expect(JSON.stringify(plan)).toContain("download_days_pkey");
});
