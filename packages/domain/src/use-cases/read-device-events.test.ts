import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { type DownloadEvent, type InstallEvent, mostEventsInObject } from "../device-event.ts";
import { DomainError } from "../errors.ts";
import { newId } from "../ids.ts";
import { objectKeys, stable } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { addVersion } from "../testing/conformance/sample-rows.ts";
import {
  addSampleApp,
  createSampleStore,
  endsAfterEveryCrash,
  endsAfterEveryPause,
} from "../testing/index.ts";
import { type Day, dayOf } from "../usage.ts";
import { readDeviceEvents } from "./read-device-events.ts";
import { takeInventory } from "./take-inventory.ts";

const dayMs = 24 * 60 * 60 * 1000;

async function storeWithRelease() {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const { id: versionId } = await addVersion(store.db, app, { status: "published", code: 1, size: 500 });
  const release = await store.app.startRelease({
    actor: store.developer,
    versionId,
    track: stable,
    rollout: { basisPoints: 5_000, startsAt: null, ramp: null, haltThreshold: 500 },
  });
  const at = store.clock.now().toISOString();
  const today = dayOf(store.clock.now());
  const download = (fields: Partial<DownloadEvent> = {}): DownloadEvent => ({
    kind: "download",
    at,
    app_id: app.id,
    version_code: 1,
    part: "package",
    from_version_code: null,
    status: 200,
    bytes: 500,
    begins: true,
    country: "DE",
    cache: "miss",
    client: "device",
    install: "first",
    ...fields,
  });
  const install = (outcome: InstallEvent["outcome"] = "installed"): InstallEvent => ({
    kind: "install",
    at,
    id: newId(),
    release_id: release.id,
    outcome,
  });
  const put = async (lines: readonly unknown[], { day = today as string, key = "" } = {}) => {
    const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
    await store.objects.put({
      key: key || objectKeys.deviceEvents(day, newId()),
      bytes: new TextEncoder().encode(`${text}\n`),
      contentType: "application/x-ndjson",
      cacheControl: "no-store",
    });
  };
  const counted = async () => {
    const span = { from: "2000-01-01" as Day, to: "2100-01-01" as Day };
    const days = await store.db.queries.readDownloadDays(store.developer, app.id, span);
    const usage = await store.db.queries.listStoreDays(span);
    const counts = (await store.db.releases.find(system, release.id))?.counts;
    const left = [...store.objects.objects.keys()].filter((key) => key.startsWith("events/"));
    return {
      days: days.map(({ part, downloads, bytes, failures }) => [part, downloads, bytes, failures]),
      egress: usage.map(({ egressBytes }) => egressBytes),
      installs: [counts?.installed, counts?.failed],
      left,
    };
  };
  return { store, app, release, today, download, install, put, counted };
}
type World = Awaited<ReturnType<typeof storeWithRelease>>;

async function storeWithEvents(): Promise<World> {
  const world = await storeWithRelease();
  const { put, download, install } = world;
  await put([download(), download({ country: null }), install(), install("failed")]);
  await put([
    download({ part: "contents", bytes: 30, cache: "hit" }),
    download({ status: 206, begins: false }),
  ]);
  await put([download({ status: 410, bytes: 0 }), download({ status: 304, bytes: 0 }), install()]);
  return world;
}
const expected = {
  days: [
    ["contents", 1, 30, 0],
    ["package", 2, 1_500, 1],
  ],
  egress: [1_500],
  installs: [2, 1],
  left: [],
};

describe("what the edge noted", () => {
  test("is counted and deleted", async () => {
    const { store, counted } = await storeWithEvents();
    expect(await readDeviceEvents(store)).toEqual({ objects: 3, lines: 9, dropped: 0, late: 0, refused: 0 });
    expect(await counted()).toEqual(expected);
    expect(await readDeviceEvents(store)).toEqual({ objects: 0, lines: 0, dropped: 0, late: 0, refused: 0 });
  });

  test("is counted once wherever a run was cut off", async () => {
    const ends = await endsAfterEveryCrash({
      begin: storeWithEvents,
      ports: ({ store }) => store as Ports,
      run: (ports) => readDeviceEvents(ports),
      end: ({ counted }) => counted(),
    });
    expect(ends.map(({ diedAfter }) => diedAfter)).toEqual(
      expect.arrayContaining([
        "objects.read",
        "db.transaction.downloads.noteRead",
        "db.transaction",
        "db.releases.count",
        "objects.delete",
      ]),
    );
    for (const { diedAfter, end } of ends) expect(end, `died after ${diedAfter}`).toEqual(expected);
  });

  test("is counted once when two read at the same time", async () => {
    const ends = await endsAfterEveryPause({
      begin: storeWithEvents,
      ports: ({ store }) => store as Ports,
      run: (ports) => readDeviceEvents(ports),
      meanwhile: ({ store }) => readDeviceEvents(store),
      end: ({ counted }) => counted(),
    });
    for (const { pausedAfter, end, thrown } of ends)
      expect([end, thrown], `paused after ${pausedAfter}`).toEqual([expected, null]);
  });

  test("counts where it makes sense, and is dropped with its number where not", async () => {
    const { store, put, download, install, counted } = await storeWithRelease();
    const tooOld = new Date(store.clock.now().getTime() - 2 * dayMs).toISOString();
    await put([
      download(),
      "{}",
      "not JSON at all",
      download({ version_code: 0 }),
      download({ bytes: 2 ** 52 }),
      download({ at: tooOld }),
      { ...install(), outcome: "exploded" },
      // Well formed, of something that the store does not know.
      download({ version_code: 9_000_000_000 }),
      download({ app_id: newId() }),
      { ...install(), release_id: newId() },
    ]);
    expect(await readDeviceEvents(store)).toEqual({ objects: 1, lines: 10, dropped: 6, late: 0, refused: 0 });
    expect(await counted()).toMatchObject({ days: [["package", 1, 500, 0]], installs: [0, 0] });
  });

  test("may be more reports than are counted at a time", async () => {
    const { store, put, install, counted } = await storeWithRelease();
    await put(Array.from({ length: mostEventsInObject + 500 }, () => install()));
    await readDeviceEvents(store);
    expect((await counted()).installs).toEqual([1_500, 0]);
  });

  test("is not read when it is too large, too old or not the edge's, and does not stay", async () => {
    const { store, put, download, counted } = await storeWithRelease();
    await put([download()], { day: dayOf(new Date(store.clock.now().getTime() - 8 * dayMs)) });
    await put([download(), "x".repeat(2 * 1024 * 1024)]);
    await put([download()], { key: "events/somebody-else" });
    await put([download()], { key: `events/2026-99-99/${newId()}.ndjson` });
    expect(await readDeviceEvents(store)).toEqual({ objects: 0, lines: 0, dropped: 0, late: 0, refused: 4 });
    expect(await counted()).toMatchObject({ days: [], left: [] });
  });

  test("waits for the next run where there is more than one reads, or something is in the way", async () => {
    const { store, put, download, counted } = await storeWithRelease();
    for (let n = 0; n < 103; n += 1) await put([download()]);
    const [broken = ""] = [...store.objects.objects.keys()].filter((key) => key.startsWith("events/")).sort();
    const objects: Ports["objects"] = {
      ...store.objects,
      read: (key, options) =>
        key === broken
          ? Promise.reject(new DomainError("service_unavailable"))
          : store.objects.read(key, options),
    };
    await expect(readDeviceEvents({ ...store, objects })).rejects.toMatchObject({
      code: "service_unavailable",
    });
    expect((await counted()).days).toEqual([["package", 99, 49_500, 0]]);
    await readDeviceEvents(store);
    expect(await counted()).toMatchObject({ days: [["package", 103, 51_500, 0]], left: [] });
  });

  test("is known to have been read for longer than it is read at all", async () => {
    const { store, put, download } = await storeWithRelease();
    await put([download()]);
    const [key = ""] = [...store.objects.objects.keys()].filter((one) => one.startsWith("events/"));
    await readDeviceEvents(store);
    store.clock.advance(7 * dayMs);
    await readDeviceEvents(store);
    const again = { key, lines: 1, dropped: 0, late: 0 };
    expect(await store.db.downloads.noteRead(again)).toBe(false);
    store.clock.advance(dayMs);
    await readDeviceEvents(store);
    expect(await store.db.downloads.noteRead(again)).toBe(true);
  });

  test("is nothing that an inventory wonders at", async () => {
    const { store, put, download } = await storeWithRelease();
    await put([download()]);
    store.clock.advance(2 * dayMs);
    const run = await store.app.startInventory({ actor: store.admin });
    await takeInventory(store, { runId: run.id, slice: 1 });
    expect(await store.db.inventory.find(run.id)).toMatchObject({ counts: { objects: 1, findings: 0 } });
  });
});
