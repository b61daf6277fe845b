import { setTimeout as wait } from "node:timers/promises";
import { freshRedis } from "@mosis/devstack/testing";
import { afterAll, expect, test, vi } from "vitest";
import { createRedisCache } from "./redis-cache.ts";

const redisUrl = await freshRedis();
const logger = { info: vi.fn(), warn: vi.fn() };
const [one, other] = [createRedisCache({ redisUrl, logger }), createRedisCache({ redisUrl, logger })];
afterAll(() => Promise.all([one.close(), other.close()]));

test("what one process keeps, another one has, dates and all", async () => {
  const value = { at: new Date("2026-11-21T12:00:00Z"), code: 7, none: null, list: ["ä"] };
  await one.set("app:1", value, 60);
  expect(await other.get("app:1")).toEqual(value);
  await one.set("app:1", null, 60);
  expect(await other.get("app:1")).toBeNull();
  expect(await other.get("app:2")).toBeUndefined();
});

test("nothing is kept longer than it was meant to be", async () => {
  await one.set("brief", 1, 1);
  expect(await other.get("brief")).toBe(1);
  await vi.waitFor(async () => expect(await other.get("brief")).toBeUndefined(), { timeout: 5_000 });
});

test("without Redis nothing is kept, and that is said once", async () => {
  const warnings = { info: vi.fn(), warn: vi.fn() };
  const nowhere = createRedisCache({ redisUrl: "redis://127.0.0.1:1", logger: warnings });
  for (let time = 0; time < 3; time += 1) {
    await nowhere.set("app:1", 1, 60);
    expect(await nowhere.get("app:1")).toBeUndefined();
    await wait(60);
  }
  expect(warnings.warn).toHaveBeenCalledOnce();
  await nowhere.close();
});
