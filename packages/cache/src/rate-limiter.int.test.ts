import { freshRedis } from "@mosis/devstack/testing";
import type { RateCount } from "@mosis/domain";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

const redisUrl = await freshRedis();
const logger = { info: vi.fn(), warn: vi.fn() };
const [one, other] = [createRateLimiter({ redisUrl, logger }), createRateLimiter({ redisUrl, logger })];
afterAll(() => Promise.all([one.close(), other.close()]));

let keys = 0;
const countOf = (calls: number, seconds = 60): RateCount => {
  keys += 1;
  return { name: "read.account", key: `key ${keys}`, limit: { calls, seconds } };
};

describe("calls", () => {
  test("are counted by all processes together", async () => {
    const count = countOf(4);
    for (const limiter of [one, other, one, other]) expect(await limiter.take([count])).toBeNull();
    const waits = [await one.take([count]), await other.take([count])];
    for (const wait of waits) {
      expect(wait).toBeGreaterThan(50);
      expect(wait).toBeLessThanOrEqual(60);
    }
    expect(await one.take([{ ...count, key: "another" }])).toBeNull();
    expect(await one.take([{ ...count, name: "change.account" }])).toBeNull();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  test("are counted under each of several limits, and the longest wait counts", async () => {
    const [wide, narrow] = [countOf(10, 10), countOf(1, 50)];
    expect(await one.take([wide, narrow])).toBeNull();
    expect(await one.take([wide, narrow])).toBeGreaterThan(40);
    expect(await one.take([wide])).toBeNull();
  });

  test("go by the operator's numbers where there are some", async () => {
    const overrides = { "read.account": { calls: 1, seconds: 60 } };
    const strict = createRateLimiter({ redisUrl, logger, overrides });
    const count = countOf(100);
    expect(await strict.take([count])).toBeNull();
    expect(await strict.take([count])).toBeGreaterThan(50);
    await strict.close();
  });

  test("may be made again when the time is over", async () => {
    const count = countOf(1, 1);
    expect(await one.take([count])).toBeNull();
    expect(await one.take([count])).toBe(1);
    await vi.waitFor(async () => expect(await one.take([count])).toBeNull(), { timeout: 5_000 });
  });

  test("can be looked at without counting", async () => {
    const count = countOf(1);
    expect(await one.check(count)).toBeNull();
    expect(await one.check(count)).toBeNull();
    await one.take([count]);
    expect(await other.check(count)).toBeGreaterThan(50);
  });

  test("are counted by the process alone while Redis is away, which is said once", async () => {
    const warnings = { info: vi.fn(), warn: vi.fn() };
    const alone = createRateLimiter({ redisUrl: "redis://127.0.0.1:1", logger: warnings });
    const count = countOf(2);
    expect(await alone.take([count])).toBeNull();
    expect(await alone.take([count])).toBeNull();
    expect(await alone.take([count])).toBeGreaterThan(50);
    expect(await alone.check(count)).toBeGreaterThan(50);
    expect(warnings.warn).toHaveBeenCalledOnce();
    await alone.close();
  });
});
