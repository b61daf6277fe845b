import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { newId } from "../ids.ts";
import type { Unpack } from "../logs/log-lines.ts";
import { objectKeys } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { addVersion } from "../testing/conformance/sample-rows.ts";
import {
  addSampleApp,
  createSampleStore,
  endsAfterEveryCrash,
  endsAfterEveryPause,
} from "../testing/index.ts";
import { sampleUnpack } from "../testing/sample-unpack.ts";
import type { Day } from "../usage.ts";
import { importLogs } from "./import-logs.ts";
import { takeInventory } from "./take-inventory.ts";

const dayMs = 24 * 60 * 60 * 1000;
const none = { files: 0, refused: 0, lines: 0, counted: 0, duplicates: 0, late: 0 };

async function storeWithApp() {
  const store = { ...(await createSampleStore()), unpack: sampleUnpack };
  const app = await addSampleApp(store);
  const version = await addVersion(store.db, app, { status: "published", code: 1, size: 500 });
  const path = `/${objectKeys.package({ founderId: version.founderId, appId: app.id, versionCode: 1 })}`;
  const line = (RayID: string, fields: object = {}) =>
    JSON.stringify({
      RayID,
      EdgeStartTimestamp: store.clock.now().toISOString(),
      ClientRequestMethod: "GET",
      ClientRequestPath: path,
      EdgeResponseStatus: 200,
      EdgeResponseBytes: 500,
      ClientCountry: "de",
      ...fields,
    });
  const put = (name: string, lines: readonly string[] | string) =>
    store.objects.put({
      key: `cdn-logs/${name}.log.gz`,
      bytes: new Uint8Array(gzipSync(typeof lines === "string" ? lines : `${lines.join("\n")}\n`)),
      contentType: "application/gzip",
      cacheControl: "no-store",
    });
  const span = { from: "2000-01-01" as Day, to: "2100-01-01" as Day };
  const end = async () => {
    const days = await store.db.queries.readDownloadDays(store.developer, app.id, span);
    const usage = await store.db.queries.listStoreDays(span);
    const { items } = await store.db.queries.listLogFiles({ search: "", page: 1, show: "all" });
    return {
      days: days.map(({ part, downloads, bytes, failures }) => [part, downloads, bytes, failures]),
      egress: usage.map(({ egressBytes }) => egressBytes),
      files: items
        .map(({ key, status, lines, counted, duplicates }) => [key, status, lines, counted, duplicates])
        .sort(),
      left: [...store.objects.objects.keys()].filter((key) => key.startsWith("cdn-logs/")),
    };
  };
  return { store, app, line, put, end };
}
type World = Awaited<ReturnType<typeof storeWithApp>>;

/** Two logs that have lines in common, one of them longer than a batch. */
async function storeWithLogs(): Promise<World> {
  const world = await storeWithApp();
  const { line, put } = world;
  const long = Array.from({ length: 10_050 }, (_, at) => line(`r${at}`));
  await put("a", long);
  await put("b", [line("r10049"), line("own"), line("own"), line("failed", { EdgeResponseStatus: 500 })]);
  return world;
}
const expected = {
  days: [["package", 10_051, 10_051 * 500, 1]],
  egress: [10_051 * 500],
  left: [],
};

describe("logs of a CDN", () => {
  test("are counted, across files too, and deleted", async () => {
    const { store, end } = await storeWithLogs();
    expect(await importLogs(store)).toEqual({
      ...none,
      files: 2,
      lines: 10_054,
      counted: 10_052,
      duplicates: 2,
    });
    const { files, ...rest } = await end();
    expect(rest).toEqual(expected);
    expect(files.map(([key, status, lines]) => [key, status, lines])).toEqual([
      ["cdn-logs/a.log.gz", "imported", 10_050],
      ["cdn-logs/b.log.gz", "imported", 4],
    ]);
    expect(await importLogs(store)).toEqual(none);
  });

  test("are counted once wherever a run was cut off", async () => {
    const ends = await endsAfterEveryCrash({
      begin: storeWithLogs,
      ports: ({ store }) => store as Ports & { unpack: Unpack },
      run: (ports) => importLogs(ports),
      end: ({ end }) => end(),
    });
    expect(ends.map(({ diedAfter }) => diedAfter)).toEqual(
      expect.arrayContaining([
        "db.logFiles.begin",
        "db.transaction.logFiles.advance",
        "db.transaction.downloads.count",
        "db.transaction",
        "db.logFiles.end",
        "objects.delete",
      ]),
    );
    for (const { diedAfter, end } of ends) {
      const { files, ...rest } = end as Awaited<ReturnType<World["end"]>>;
      expect(rest, `died after ${diedAfter}`).toEqual(expected);
      expect(files.reduce((sum, [, , lines]) => sum + Number(lines), 0)).toBe(10_054);
      expect(files.reduce((sum, [, , , counted]) => sum + Number(counted), 0)).toBe(10_052);
    }
  }, 60_000);

  test("are counted once when two read at the same time", async () => {
    const ends = await endsAfterEveryPause({
      begin: storeWithLogs,
      ports: ({ store }) => store as Ports & { unpack: Unpack },
      run: (ports) => importLogs(ports),
      meanwhile: ({ store }) => importLogs(store),
      end: ({ end }) => end(),
    });
    for (const { pausedAfter, end, thrown } of ends) {
      expect(thrown, `paused after ${pausedAfter}`).toBeNull();
      expect(end, `paused after ${pausedAfter}`).toMatchObject(expected);
    }
  }, 60_000);

  test("count for days that are open, and say how many came too late", async () => {
    const { store, line, put, end } = await storeWithApp();
    const ago = (days: number) => ({
      EdgeStartTimestamp: new Date(store.clock.now().getTime() - days * dayMs).toISOString(),
    });
    await put("late", [line("a", ago(3)), line("b", ago(4)), line("c", ago(-1)), line("d", ago(-2))]);
    expect(await importLogs(store)).toEqual({ ...none, files: 1, lines: 4, counted: 2, late: 2 });
    expect((await end()).days).toHaveLength(2);
  });

  test("that are refused stay for a week, with their reason, and are not read again", async () => {
    const { store, line, put, end } = await storeWithApp();
    await put("bad", "<html>");
    await put("cut", [line("a"), "x".repeat(70_000)]);
    await put("good", [line("b")]);
    expect(await importLogs(store)).toMatchObject({ files: 1, refused: 2, counted: 1 });
    expect(await importLogs(store)).toEqual(none);
    const { items } = await store.db.queries.listLogFiles({ search: "", page: 1, show: "refused" });
    expect(items.map(({ key, refusal }) => [key, refusal]).sort()).toEqual([
      ["cdn-logs/bad.log.gz", "unknown_format"],
      ["cdn-logs/cut.log.gz", "line_too_long"],
    ]);
    expect((await end()).left).toEqual(["cdn-logs/bad.log.gz", "cdn-logs/cut.log.gz"]);
    // What is put right under the same name is another log.
    await put("bad", [line("c")]);
    expect(await importLogs(store)).toMatchObject({ files: 1, counted: 1 });
    store.clock.advance(7 * dayMs);
    await importLogs(store);
    expect((await end()).left).toEqual([]);
  });

  test("do not wait for one that cannot be read now", async () => {
    const { store, line, put, end } = await storeWithApp();
    await put("a", [line("a")]);
    await put("b", [line("b")]);
    const objects: Ports["objects"] = {
      ...store.objects,
      read: (key, options) =>
        key.endsWith("a.log.gz") ? Promise.reject(new Error("away")) : store.objects.read(key, options),
    };
    await expect(importLogs({ ...store, objects })).rejects.toThrow("away");
    expect((await end()).days).toEqual([["package", 1, 500, 0]]);
    await importLogs(store);
    expect((await end()).days).toEqual([["package", 2, 1_000, 0]]);
  });

  test("are nothing that an inventory wonders at, nor what is unknown to the store counts", async () => {
    const { store, line, put } = await storeWithApp();
    const elsewhere = objectKeys.package({ founderId: newId(), appId: newId(), versionCode: 1 });
    await put("a", [line("a", { ClientRequestPath: `/${elsewhere}` })]);
    store.clock.advance(2 * dayMs);
    const run = await store.app.startInventory({ actor: store.admin });
    await takeInventory(store, { runId: run.id, slice: 1 });
    expect(await store.db.inventory.find(run.id)).toMatchObject({ counts: { objects: 1, findings: 0 } });
    expect(await importLogs(store)).toEqual({ ...none, files: 1, lines: 1 });
    const { items } = await store.db.queries.listLogFiles({ search: "", page: 1, show: "all" });
    expect(items).toMatchObject([{ unknown: 1 }]);
  });
});
