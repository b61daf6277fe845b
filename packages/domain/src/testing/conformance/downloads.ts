import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import type { StatisticsSpan } from "../../download-statistics.ts";
import { newId } from "../../ids.ts";
import type { CountryDay, DownloadSums, RawDownload, VersionDay } from "../../ports/downloads.ts";
import type { Day } from "../../usage.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, newMark, sampleDownload } from "./sample-rows.ts";

const first = "2026-06-01" as Day;
const second = "2026-06-02" as Day;
const both = { from: first, to: second };
const allVersions: StatisticsSpan = { ...both, versionCode: null };

const sums = (fields: Partial<DownloadSums> = {}): DownloadSums => ({
  downloads: 0,
  firstInstalls: 0,
  updates: 0,
  byDevice: 0,
  byBrowser: 0,
  byCommandLine: 0,
  deltas: 0,
  bytes: 0,
  savedBytes: 0,
  failures: 0,
  ...fields,
});

export function describeDownloads(database: () => ObservedDatabase): void {
  async function appWithVersions() {
    const db = database();
    const { actor } = await addPerson(db);
    const app = await addApp(db, actor);
    const base = await addVersion(db, app, { status: "published", code: 1 });
    const version = await addVersion(db, app, { status: "published", code: 2, size: 10_000 });
    await db.rawDownloads.open({ from: first, to: "2026-06-05" as Day });
    const download = (fields: Partial<Omit<RawDownload, "at">> & { at?: string } = {}): RawDownload =>
      sampleDownload({
        appId: app.id,
        versionCode: 2,
        country: "DE",
        bytes: 10_000,
        ...fields,
        at: Date.parse(fields.at ?? `${first}T10:00:00.123Z`),
      });
    return { db, actor, app, base, version, download };
  }

  describe("downloads", () => {
    test("are added up by day and part, and seen by the app's developer alone", async () => {
      const { db, actor, app, download } = await appWithVersions();
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      await addVersion(db, app, { status: "in_review", code: 3 });
      const failed = { isDownload: false, isFailure: true, bytes: 0 };
      await db.downloads.count([download(), download({ country: null }), download(failed), download(failed)]);
      await db.downloads.count([download({ isCached: true }), download({ bytes: 3_000_000_000 })]);
      await db.downloads.count([download({ at: `${second}T23:59:59.999Z`, versionCode: 1 })]);
      await db.downloads.count([
        download({ part: "contents", bytes: 70 }),
        download({ at: "2026-06-03T00:00:00Z" }),
      ]);
      const expected = [
        { day: first, part: "contents", downloads: 1, bytes: 70, savedBytes: 0, failures: 0 },
        { day: first, part: "package", downloads: 4, bytes: 3_000_030_000, savedBytes: 0, failures: 2 },
        { day: second, part: "package", downloads: 1, bytes: 10_000, savedBytes: 0, failures: 0 },
      ];
      expect(await db.queries.readDownloadDays(actor, app.id, both)).toEqual(expected);
      expect(await db.queries.readDownloadDays(system, app.id, both)).toEqual(expected);
      const { readDownloadDays, readDownloadSums, readVersionDownloads, readCountryDownloads } = db.queries;
      const { readVersionDays, readCountryDays, listRecentDownloads } = db.queries;
      expect(await readDownloadDays(reviewer, app.id, both)).toEqual([]);
      expect(await readDownloadSums(reviewer, app.id, allVersions, "day")).toEqual([]);
      expect(await readVersionDownloads(reviewer, app.id, allVersions, 9)).toEqual([]);
      expect(await readCountryDownloads(reviewer, app.id, allVersions)).toEqual([]);
      expect(await readVersionDays(reviewer, app.id, allVersions, null, 9)).toEqual([]);
      expect(await readCountryDays(reviewer, app.id, allVersions, null, 9)).toEqual([]);
      expect(await listRecentDownloads(reviewer, first, 9)).toEqual([]);
    });

    test("count once, in one batch and in several, also at the same time; in another moment they are others", async () => {
      const { db, actor, app, download } = await appWithVersions();
      const one = download({ id: 'a "quoted", {braced} \\ id' });
      const twice = await Promise.all([
        db.downloads.count([one, one, download({ versionCode: 99 })]),
        db.downloads.count([one]),
      ]);
      expect(twice.reduce((sum, { counted }) => sum + counted, 0)).toBe(1);
      expect(twice.map(({ known }) => known)).toEqual([2, 1]);
      expect(await db.downloads.count([one])).toEqual({ known: 1, counted: 0, hours: [], added: [] });
      const later = { ...one, at: one.at + 1 };
      expect(await db.downloads.count([later])).toMatchObject({ known: 1, counted: 1 });
      const [day] = await db.queries.readDownloadDays(actor, app.id, both);
      expect(day).toMatchObject({ downloads: 2 });
    });

    test("of deltas save what is left of the package", async () => {
      const { db, actor, app, base, version, download } = await appWithVersions();
      const delta = () => download({ part: "delta", install: "update", fromVersionCode: 1, bytes: 400 });
      expect(await db.downloads.count([delta(), delta(), delta()])).toMatchObject({
        added: [{ day: first, developerId: app.developerId, egressBytes: 1_200, savedBytes: 0 }],
      });
      await db.deltas.plan(version.id, [base.id]);
      await db.deltas.noteContents(version.id, "c".repeat(64));
      const digests = { sha256: "d".repeat(64), fromContentsSha256: "b".repeat(64) };
      await db.deltas.settle(
        { versionId: version.id, baseId: base.id },
        { status: "offered", size: 400, ...digests },
      );
      const failed = { ...delta(), isDownload: false, isFailure: true, bytes: 0 };
      expect(await db.downloads.count([delta(), { ...delta(), fromVersionCode: 77 }, failed])).toMatchObject({
        added: [{ day: first, developerId: app.developerId, egressBytes: 800, savedBytes: 9_600 }],
      });
      const [day] = await db.queries.readDownloadSums(actor, app.id, allVersions, "day");
      expect(day).toEqual({
        day: first,
        ...sums({ downloads: 5, updates: 5, deltas: 5, bytes: 2_000, savedBytes: 9_600, failures: 1 }),
      });
    });

    test("come to their developers by day, but for those from the cache and of what is not there", async () => {
      const { db, app, download } = await appWithVersions();
      const came = await db.downloads.count([
        download({ at: `${second}T01:59:00Z`, bytes: 5 }),
        download({ isCached: true }),
        download({ bytes: 7, at: `${first}T10:59:59.999Z` }),
        download({ versionCode: 99 }),
        download({ versionCode: 9_000_000_000 }),
        download({ appId: newId() }),
      ]);
      const hour = { requests: 1, failures: 0, bytes: 5, cachedBytes: 0 };
      expect(came).toEqual({
        known: 3,
        counted: 3,
        hours: [
          { hour: new Date(`${first}T10:00:00Z`), ...hour, requests: 2, bytes: 10_007, cachedBytes: 10_000 },
          { hour: new Date(`${second}T01:00:00Z`), ...hour },
        ],
        added: [
          { day: first, developerId: app.developerId, egressBytes: 7, savedBytes: 0 },
          { day: second, developerId: app.developerId, egressBytes: 5, savedBytes: 0 },
        ],
      });
      expect(await db.downloads.count([])).toEqual({ known: 0, counted: 0, hours: [], added: [] });
    });

    test("are all counted when they come at the same time", async () => {
      const { db, actor, app, download } = await appWithVersions();
      const batch = () => ["DE", "FR", "AT", "CH"].map((country) => download({ country }));
      await Promise.all([batch(), batch().toReversed(), batch()].map((some) => db.downloads.count(some)));
      const [day] = await db.queries.readDownloadDays(actor, app.id, both);
      expect(day).toMatchObject({ downloads: 12 });
      expect(await db.queries.readCountryDownloads(actor, app.id, allVersions)).toEqual(
        ["AT", "CH", "DE", "FR"].map((country) => ({ country, downloads: 3 })),
      );
    });

    test("are shown by what they were for, from where, by version, and by day, week and month", async () => {
      const { db, actor, app, download } = await appWithVersions();
      await db.rawDownloads.open({ from: "2026-07-30" as Day, to: "2026-08-03" as Day });
      await db.downloads.count([
        download({ at: "2026-07-31T10:00:00Z", install: "first", client: "device" }),
        download({ at: "2026-08-01T10:00:00Z", install: "update", client: "browser", country: null }),
        download({ at: "2026-08-02T10:00:00Z", versionCode: 1, client: "command_line", country: "FR" }),
        download({ at: "2026-08-03T10:00:00Z", isDownload: false, isFailure: true, bytes: 0 }),
        download({ at: "2026-08-03T10:00:00Z", part: "contents", bytes: 1 }),
      ]);
      const span = { from: "2026-07-01" as Day, to: "2026-08-31" as Day, versionCode: null };
      const { queries } = db;
      const one = { downloads: 1, bytes: 10_000 };
      expect(await queries.readDownloadSums(actor, app.id, span, "day")).toEqual([
        { day: "2026-07-31", ...sums({ ...one, firstInstalls: 1, byDevice: 1 }) },
        { day: "2026-08-01", ...sums({ ...one, updates: 1, byBrowser: 1 }) },
        { day: "2026-08-02", ...sums({ ...one, byCommandLine: 1 }) },
        { day: "2026-08-03", ...sums({ failures: 1 }) },
      ]);
      const downloadsBy = async (unit: "week" | "month") =>
        (await queries.readDownloadSums(actor, app.id, span, unit)).map(({ day, downloads }) => [
          day,
          downloads,
        ]);
      expect(await downloadsBy("week")).toEqual([
        ["2026-07-27", 3],
        ["2026-08-03", 0],
      ]);
      expect(await downloadsBy("month")).toEqual([
        ["2026-07-01", 1],
        ["2026-08-01", 2],
      ]);
      expect(await queries.readVersionDownloads(actor, app.id, span, 5)).toEqual([
        { versionCode: 2, versionName: expect.any(String), downloads: 2, failures: 1 },
        { versionCode: 1, versionName: expect.any(String), downloads: 1, failures: 0 },
      ]);
      expect(await queries.readVersionDownloads(actor, app.id, span, 1)).toHaveLength(1);
      expect(await queries.readCountryDownloads(actor, app.id, { ...span, versionCode: 2 })).toEqual([
        { country: "DE", downloads: 1 },
        { country: null, downloads: 1 },
      ]);
      expect(await queries.readDownloadSums(actor, app.id, { ...span, versionCode: 1 }, "day")).toHaveLength(
        1,
      );
      expect(await queries.listRecentDownloads(actor, "2026-08-01" as Day, 5)).toEqual([
        {
          app: { id: app.id, packageId: app.packageId, name: app.name },
          days: [
            { day: "2026-08-01", downloads: 1 },
            { day: "2026-08-02", downloads: 1 },
            { day: "2026-08-03", downloads: 0 },
          ],
        },
      ]);
      expect(await queries.listRecentDownloads(actor, "2026-08-03" as Day, 5)).toEqual([]);
    });

    test("can be read to the last row, piece by piece", async () => {
      const { db, actor, app, download } = await appWithVersions();
      await db.downloads.count([
        download({ country: null }),
        download({ country: "FR", versionCode: 1 }),
        download({ country: "DE", versionCode: 1 }),
        download({ part: "delta", fromVersionCode: 1 }),
        download({ at: `${second}T10:00:00Z` }),
      ]);
      const versions: VersionDay[] = [];
      for (let after: VersionDay | null = null; ; ) {
        const page = await db.queries.readVersionDays(actor, app.id, allVersions, after, 2);
        versions.push(...page);
        after = page.at(-1) ?? null;
        if (page.length < 2) break;
      }
      expect(
        versions.map(({ day, versionCode, part, downloads }) => [day, versionCode, part, downloads]),
      ).toEqual([
        [first, 1, "package", 2],
        [first, 2, "delta", 1],
        [first, 2, "package", 1],
        [second, 2, "package", 1],
      ]);
      const countries: CountryDay[] = [];
      for (let after: CountryDay | null = null; ; ) {
        const page = await db.queries.readCountryDays(actor, app.id, allVersions, after, 1);
        countries.push(...page);
        after = page.at(-1) ?? null;
        if (page.length < 1) break;
      }
      expect(
        countries.map(({ day, country, versionCode, downloads }) => [day, country, versionCode, downloads]),
      ).toEqual([
        [first, "DE", 1, 1],
        [first, "DE", 2, 1],
        [first, "FR", 1, 1],
        [first, null, 2, 1],
        [second, "DE", 2, 1],
      ]);
    });

    test("come from objects that are read once", async () => {
      const { downloads, queries } = database();
      const before = await queries.sumEvents();
      const read = { key: `events/2026-06-01/${newMark()}.ndjson`, lines: 3, dropped: 2, late: 1 };
      const first = await Promise.all([downloads.noteRead(read), downloads.noteRead(read)]);
      expect(first.sort()).toEqual([false, true]);
      expect(await queries.sumEvents()).toEqual({
        objects: before.objects + 1,
        lines: before.lines + 3,
        dropped: before.dropped + 2,
        late: before.late + 1,
      });
      expect(await downloads.forgetRead(1, 100)).toBe(0);
      expect(await downloads.noteRead(read)).toBe(false);
      expect(await downloads.forgetRead(0, 100)).toBeGreaterThan(0);
      expect(await downloads.noteRead(read)).toBe(true);
    });
  });

  describe("single downloads", () => {
    /** A day of its own for each test: sums of a day are everybody's. */
    let days = 0;
    function newDay(): Day {
      days += 1;
      return `2031-01-${String(days).padStart(2, "0")}` as Day;
    }

    test("have no place on a day that is not open, nor on one that was dropped", async () => {
      const { db, download } = await appWithVersions();
      const day = newDay();
      const one = download({ at: `${day}T10:00:00Z` });
      await expect(db.downloads.count([one])).rejects.toThrow();
      await Promise.all([1, 2, 3].map(() => db.rawDownloads.open({ from: day, to: day })));
      expect(await db.downloads.count([one])).toMatchObject({ counted: 1 });
    });

    test("make the same sums again, whatever became of them", async () => {
      const { db, actor, app, download } = await appWithVersions();
      const day = newDay();
      await db.rawDownloads.open({ from: day, to: day });
      expect(await db.rawDownloads.listUnbuilt("2032-01-01" as Day)).toContain(day);
      expect(await db.rawDownloads.listUnbuilt(day)).not.toContain(day);
      const at = (time: string) => `${day}T${time}Z`;
      const { hours } = await db.downloads.count([
        download({ at: at("00:00:00"), install: "first", client: "device", country: "FR" }),
        download({ at: at("10:30:00"), install: "update", isCached: true }),
        download({ at: at("10:31:00"), isDownload: false, isFailure: true, bytes: 0 }),
        download({ at: at("23:59:59.999"), part: "contents" }),
      ]);
      await db.downloads.addHours(hours);
      const span = { from: day, to: day, versionCode: null };
      const seen = async () => ({
        days: await db.queries.readVersionDays(actor, app.id, span, null, 99),
        countries: await db.queries.readCountryDays(actor, app.id, span, null, 99),
      });
      const before = await seen();
      expect(before.days).toHaveLength(2);
      expect(await db.rawDownloads.rebuild(day)).toEqual({ downloads: 4, differed: 0 });
      expect(await seen()).toEqual(before);
      expect(await db.rawDownloads.listUnbuilt("2032-01-01" as Day)).not.toContain(day);
      const [latest] = await db.queries.listRebuilds(1);
      expect(latest).toMatchObject({ day, downloads: 4, differed: 0, rebuiltAt: expect.any(Date) });
    });

    test("are not summed up again where some of the day's were not kept", async () => {
      const { db, actor, app, download } = await appWithVersions();
      const day = newDay();
      expect(await db.rawDownloads.rebuild(day)).toBeNull();
      await db.rawDownloads.open({ from: day, to: day });
      await db.downloads.count([download({ at: `${day}T10:00:00Z` })]);
      expect(await db.rawDownloads.dropBefore(day)).toBeGreaterThanOrEqual(0);
      const after = `2031-01-${String(days + 1).padStart(2, "0")}` as Day;
      days += 1;
      expect(await db.rawDownloads.dropBefore(after)).toBe(1);
      expect(await db.rawDownloads.dropBefore(after)).toBe(0);
      expect(await db.rawDownloads.rebuild(day)).toBeNull();
      await db.rawDownloads.open({ from: day, to: day });
      await expect(db.downloads.count([download({ at: `${day}T11:00:00Z` })])).rejects.toThrow();
      const [kept] = await db.queries.readDownloadDays(actor, app.id, { from: day, to: day });
      expect(kept).toMatchObject({ downloads: 1 });
    });
  });
}
