import { describe, expect, test, vi } from "vitest";
import { createHealth, type HealthCheck } from "./health.ts";
import { presentHealth } from "./present-health.ts";

const well = { isNeeded: true, look: async () => ({ words: "answers" }) };
const never: HealthCheck = { isNeeded: false, look: () => new Promise<never>(() => {}) };
const failing = (isNeeded: boolean): HealthCheck => ({
  isNeeded,
  look: async () => {
    throw new Error("connect ECONNREFUSED secret.internal:5432");
  },
});

describe("a look at a process", () => {
  test("finds every part, with its time and its words", async () => {
    const health = createHealth({ checks: { database: well, pool: { ...well, isNeeded: false } } });
    expect(await health.read()).toEqual({
      status: "ok",
      at: expect.any(Date),
      parts: ["database", "pool"].map((name) => ({
        name,
        ok: true,
        ms: expect.any(Number),
        words: "answers",
        numbers: {},
      })),
    });
  });

  test.each([
    [failing(true), "unavailable"],
    [failing(false), "degraded"],
    [{ isNeeded: false, look: async () => ({ words: "too old", isWell: false }) }, "degraded"],
  ] as const)("says what a part that is not well means (%#)", async (check, status) => {
    const report = await createHealth({ checks: { one: well, other: check } }).read();
    expect(report.status).toBe(status);
    expect(report.parts.map(({ ok }) => ok)).toEqual([true, false]);
    expect(JSON.stringify(report)).not.toContain("secret");
  });

  test("waits for all parts together no longer than for one", async () => {
    const health = createHealth({ checks: { one: never, two: never, three: never }, timeoutMs: 60 });
    const from = performance.now();
    const { parts } = await health.read();
    expect(performance.now() - from).toBeLessThan(170);
    expect(parts.map(({ words }) => words)).toEqual(Array(3).fill("no answer within 60 ms"));
  });

  test("asks each part once, however many want to know, until its answer is old", async () => {
    let time = 0;
    const look = vi.fn(async () => ({ words: "answers" }));
    const health = createHealth({
      checks: { one: { isNeeded: true, look } },
      keepMs: 1_000,
      now: () => time,
    });
    await Promise.all([health.read(), health.read(), health.read()]);
    time = 999;
    await health.read();
    expect(look).toHaveBeenCalledTimes(1);
    time = 1_000;
    await health.read();
    expect(look).toHaveBeenCalledTimes(2);
  });
});

test("numbers are told to those who may see them, and a process that ends is not ready", async () => {
  const look = async () => ({ words: "fine", numbers: { waiting: 3 } });
  const report = await createHealth({ checks: { pool: { isNeeded: false, look } } }).read();
  const told = (isDraining: boolean, maySeeNumbers: boolean) =>
    presentHealth(report, { isDraining, maySeeNumbers });
  expect(told(false, false)).toMatchObject({
    isReady: true,
    document: { status: "ok", parts: { pool: { ok: true, ms: expect.any(Number) } } },
  });
  expect(JSON.stringify(told(false, false))).not.toMatch(/waiting|fine/);
  expect(told(true, true)).toMatchObject({
    isReady: false,
    document: { status: "draining", parts: { pool: { ok: true, words: "fine", waiting: 3 } } },
  });
});
