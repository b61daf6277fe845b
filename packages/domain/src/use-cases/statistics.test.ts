import { describe, expect, test } from "vitest";
import { createDownloadMeter } from "../download-meter.ts";
import { bucketsOf, StatisticsQuery, unitOf } from "../download-statistics.ts";
import { addVersion } from "../testing/conformance/sample-rows.ts";
import { addSampleApp, createSampleStore } from "../testing/index.ts";
import { type Day, dayOf } from "../usage.ts";
import { flushDownloads } from "./flush-downloads.ts";
import { tendDownloads } from "./tend-downloads.ts";

const hourMs = 60 * 60 * 1000;
const byDefault = StatisticsQuery.parse({});

async function storeWithMeter() {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  await addVersion(store.db, app, { status: "published", code: 1, size: 500 });
  const meter = createDownloadMeter(store.clock.now);
  const note = () => meter.note({ appId: app.id, versionCode: 1, bytes: 500, userAgent: "curl/8.5.0" });
  const read = (actor = store.developer, query = byDefault) =>
    store.app.readStatistics({ actor, appId: app.id, query });
  return { store, app, meter, note, read };
}

async function rowsOf<Row>(pieces: AsyncIterable<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const piece of pieces) rows.push(...piece);
  return rows;
}

describe("downloads by the portal", () => {
  test("are counted together, once, also where it only seemed to fail", async () => {
    const { store, meter, note, read } = await storeWithMeter();
    for (let n = 0; n < 3; n += 1) note();
    const failing = {
      ...store,
      db: {
        ...store.db,
        transaction: async (work: Parameters<typeof store.db.transaction>[0]) => {
          await store.db.transaction(work);
          throw new Error("the answer was lost");
        },
      } as typeof store.db,
    };
    await expect(flushDownloads(failing, meter)).rejects.toThrow("the answer was lost");
    note();
    expect(await flushDownloads(store, meter)).toEqual({ lost: 0 });
    expect((await read()).total).toMatchObject({ downloads: 4, byCommandLine: 4, bytes: 2_000 });
    expect(await flushDownloads(store, meter)).toEqual({ lost: 0 });
    const today = dayOf(store.clock.now());
    const [usage] = await store.db.queries.listStoreDays({ from: today, to: today });
    expect(usage).toMatchObject({ egressBytes: 2_000 });
  });

  test("do not fill memory, and say how many were lost", async () => {
    const { store, meter, note, read } = await storeWithMeter();
    for (let n = 0; n < 10_005; n += 1) note();
    expect(await flushDownloads(store, meter)).toEqual({ lost: 5 });
    expect((await read()).total.downloads).toBe(10_000);
  }, 20_000);
});

describe("statistics", () => {
  test("have every point of the span, and the developer's own apps alone", async () => {
    const { store, app, meter, note, read } = await storeWithMeter();
    note();
    await flushDownloads(store, meter);
    const statistics = await read();
    expect(statistics.buckets).toHaveLength(30);
    expect(statistics.buckets.at(-1)).toMatchObject({ day: "2026-06-01", downloads: 1 });
    expect(statistics.versions).toMatchObject([{ versionCode: 1, downloads: 1 }]);
    expect(statistics.countries).toEqual([{ country: null, downloads: 1 }]);
    for (const actor of [store.stranger, store.reviewer, store.admin])
      await expect(read(actor)).rejects.toMatchObject({ code: "not_found" });
    const pieces = await store.app.exportVersionDays({
      actor: store.developer,
      appId: app.id,
      query: byDefault,
    });
    expect(await rowsOf(pieces)).toMatchObject([{ versionCode: 1, downloads: 1 }]);
    const countries = await store.app.exportCountryDays({
      actor: store.developer,
      appId: app.id,
      query: byDefault,
    });
    expect(await rowsOf(countries)).toMatchObject([{ country: null, downloads: 1 }]);
    for (const read of [store.app.exportVersionDays, store.app.exportCountryDays])
      await expect(read({ actor: store.stranger, appId: app.id, query: byDefault })).rejects.toMatchObject({
        code: "not_found",
      });
    const recent = await store.app.listRecentDownloads({ actor: store.developer });
    expect(recent.days).toHaveLength(14);
    expect(recent.apps).toMatchObject([{ app: { id: app.id }, days: [{ day: "2026-06-01", downloads: 1 }] }]);
    expect((await store.app.listRecentDownloads({ actor: store.stranger })).apps).toEqual([]);
  });

  test("say to admins alone what they are counted from", async () => {
    const { store } = await storeWithMeter();
    const query = { search: "", page: 1, show: "all" } as const;
    for (const actor of [store.developer, store.reviewer])
      await expect(store.app.readDownloadSources({ actor, query })).rejects.toMatchObject({
        code: "role_required",
      });
    expect(await store.app.readDownloadSources({ actor: store.admin, query })).toMatchObject({
      files: { total: 0 },
      rebuilds: [],
    });
  });

  test.each([
    [{}, true],
    [{ days: "7" }, true],
    [{ from: "2026-01-01", to: "2026-01-01", version: "3" }, true],
    [{ from: "2026-01-01" }, false],
    [{ from: "2026-01-02", to: "2026-01-01" }, false],
    [{ from: "2016-01-01", to: "2026-01-01" }, true],
    [{ from: "2010-01-01", to: "2026-01-01" }, false],
    [{ days: "0" }, false],
    [{ version: "9000000000" }, false],
  ])("are asked for with %j: %s", (query, isRight) => {
    expect(StatisticsQuery.safeParse(query).success).toBe(isRight);
  });

  test.each([
    ["2026-05-01", "2026-08-28", "day", 120],
    ["2026-05-01", "2026-08-29", "week", 18],
    ["2026-06-01", "2028-06-01", "week", 105],
    ["2024-01-31", "2026-06-01", "month", 30],
    ["2016-06-01", "2026-06-01", "month", 121],
  ] as const)("from %s to %s are drawn by %s, in %i points", (from, to, unit, points) => {
    const span = { from: from as Day, to: to as Day };
    expect(unitOf(span)).toBe(unit);
    const buckets = bucketsOf(span, unit);
    expect(buckets).toHaveLength(points);
    expect(new Set(buckets).size).toBe(points);
    expect(buckets[0] && buckets[0] <= from && (buckets.at(-1) ?? "") <= to).toBe(true);
  });
});

describe("every night", () => {
  test("the day before is summed up again, once, and single downloads are forgotten in time", async () => {
    const { store, meter, note, read } = await storeWithMeter();
    note();
    await flushDownloads(store, meter);
    expect(await tendDownloads(store)).toEqual([]);
    store.clock.advance(14 * hourMs);
    expect(dayOf(store.clock.now())).toBe("2026-06-02");
    expect(await tendDownloads(store)).toEqual([]);
    store.clock.advance(hourMs);
    const rebuilt = await tendDownloads(store);
    expect(rebuilt.map(({ day, downloads, differed }) => [day, downloads, differed])).toEqual([
      ["2026-06-01", 1, 0],
    ]);
    expect(await tendDownloads(store)).toEqual([]);
    const seen = (await read()).total;
    store.clock.advance(4 * 24 * hourMs);
    await tendDownloads(store);
    expect(await store.db.rawDownloads.rebuild("2026-06-01" as Day)).toBeNull();
    expect((await read()).total).toEqual(seen);
  });
});
