import { DeviceEvent, mostEventsInObject } from "@mosis/domain";
import { beforeEach, describe, expect, test } from "vitest";
import type { LogEvent } from "../http/log.ts";
import { createEventLog, gatherMs } from "./event-log.ts";

const event = (each: number): DeviceEvent => ({
  kind: "install",
  at: "2026-03-01T12:00:00.000Z",
  id: `00000000-0000-8000-8000-${String(each).padStart(12, "0")}`,
  release_id: "00000000-0000-7000-8000-000000000000",
  outcome: "installed",
});

/** An event log whose waits end when the test says so. */
function watched(put: (key: string, bytes: Uint8Array) => Promise<void> = async () => undefined) {
  const logged: LogEvent[] = [];
  const objects: { key: string; events: DeviceEvent[] }[] = [];
  const waits: { milliseconds: number; end: () => void }[] = [];
  const kept: Promise<void>[] = [];
  const clock = { time: Date.parse("2026-03-01T12:00:00Z") };
  const events = createEventLog({
    sink: {
      async put(key, bytes) {
        await put(key, bytes);
        const lines = new TextDecoder().decode(bytes).split("\n");
        expect(lines.pop()).toBe("");
        objects.push({ key, events: lines.map((line) => DeviceEvent.parse(JSON.parse(line))) });
      },
    },
    now: () => new Date(clock.time),
    log: (entry) => logged.push(entry),
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener("abort", () => resolve());
        waits.push({ milliseconds, end: resolve });
      }),
  });
  return {
    events,
    logged,
    objects,
    waits,
    kept,
    clock,
    record: (...each: number[]) => events.record(each.map(event), (work) => kept.push(work)),
    async endWait() {
      waits.shift()?.end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

let log: ReturnType<typeof watched>;
beforeEach(() => {
  log = watched();
});

test("events of five seconds go into one object, and only the first keeps the process alive for it", async () => {
  log.record(1);
  log.record(2, 3);
  expect(log.kept).toHaveLength(1);
  expect(log.waits.map(({ milliseconds }) => milliseconds)).toEqual([gatherMs]);
  expect(log.objects).toEqual([]);
  await log.endWait();
  await Promise.all(log.kept);
  expect(log.objects).toEqual([
    {
      key: expect.stringMatching(/^events\/2026-03-01\/[0-9a-f-]{36}\.ndjson$/),
      events: [1, 2, 3].map(event),
    },
  ]);
  log.record(4);
  expect(log.kept).toHaveLength(2);
});

test("a full object does not wait, and no object has more than it may", async () => {
  log.record(...Array.from({ length: mostEventsInObject - 1 }, (_, each) => each));
  expect(log.objects).toEqual([]);
  log.record(...Array.from({ length: mostEventsInObject + 2 }, (_, each) => 5_000 + each));
  await log.kept[1];
  expect(log.objects.map(({ events }) => events.length)).toEqual([1_000, 1_000, 1]);
  expect(
    new Set(log.objects.flatMap(({ events }) => events.map((each) => "id" in each && each.id))).size,
  ).toBe(2_001);
});

test("the end of the process puts away what is there", async () => {
  log.record(1);
  await log.events.flush();
  expect(log.objects.map(({ events }) => events.length)).toEqual([1]);
  await Promise.all(log.kept);
  expect(log.objects).toHaveLength(1);
});

test("another request takes over when whoever was to put the events away was ended", async () => {
  log.record(1);
  log.clock.time += 20_000;
  log.record(2);
  expect(log.kept).toHaveLength(1);
  log.clock.time += 20_000;
  log.record(3);
  expect(log.kept).toHaveLength(2);
  log.waits.shift();
  await log.endWait();
  expect(log.objects.map(({ events }) => events.length)).toEqual([3]);
});

describe("when storage fails", () => {
  test("the same object is tried twice more, with growing waits", async () => {
    const keys: string[] = [];
    log = watched(async (key) => {
      keys.push(key);
      if (keys.length < 3) throw new Error("storage is away");
    });
    log.record(1);
    await log.endWait();
    expect(log.waits.map(({ milliseconds }) => milliseconds)).toEqual([1_000]);
    await log.endWait();
    expect(log.waits.map(({ milliseconds }) => milliseconds)).toEqual([5_000]);
    await log.endWait();
    await Promise.all(log.kept);
    expect(new Set(keys).size).toBe(1);
    expect(log.objects.map(({ events }) => events.length)).toEqual([1]);
    expect(log.logged).toEqual([]);
  });

  test("what is lost is said once, with its number", async () => {
    log = watched(async () => {
      throw new Error("storage is away");
    });
    log.record(1, 2);
    await log.events.flush();
    expect(log.logged).toEqual([
      { level: "error", message: "events lost", count: 2, error: expect.stringContaining("storage is away") },
    ]);
  });

  test("no more are held than memory has room for", async () => {
    let release = () => {};
    const away = new Promise<void>((resolve) => {
      release = resolve;
    });
    log = watched(() => away);
    const thousand = Array.from({ length: 1_000 }, (_, each) => each);
    for (let each = 0; each < 60; each += 1) log.record(...thousand);
    release();
    await log.events.flush();
    expect(log.objects.flatMap(({ events }) => events)).toHaveLength(50_000);
    expect(log.logged).toMatchObject([{ message: "events lost", count: 10_000 }]);
  });
});
