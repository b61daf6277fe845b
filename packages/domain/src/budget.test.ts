import { describe, expect, it } from "vitest";
import { budgetState, forecastBudget } from "./budget.ts";
import { priceListOf } from "./prices.ts";
import { sampleDay } from "./testing/sample-usage.ts";
import { addDays, type Day, type UsageDay } from "./usage.ts";

const GB = 1_000_000_000;
const today = "2026-06-30" as Day;
const dollars = (amount: number) => amount * 1_000_000;

/** The last `count` days up to today, each made from how many days ago it is. */
const history = (count: number, of: (daysAgo: number) => Partial<UsageDay>) =>
  Array.from({ length: count }, (_, index) => {
    const daysAgo = count - 1 - index;
    return sampleDay(addDays(today, -daysAgo), of(daysAgo));
  });

const forecast = (
  days: readonly UsageDay[],
  budget: number,
  options: { prices?: "r2" | "s3"; freeAllowance?: boolean } = {},
) =>
  forecastBudget(days, {
    today,
    budget: dollars(budget),
    prices: priceListOf(options.prices ?? "r2"),
    freeAllowance: options.freeAllowance ?? false,
  });

describe("the state of a budget", () => {
  it.each([
    [79_999_999, "within"],
    [80_000_000, "alert"],
    [99_999_999, "alert"],
    [100_000_000, "over"],
  ])("%i micro-dollars of $100 are %s", (estimate, state) =>
    expect(budgetState(estimate, dollars(100))).toBe(state),
  );
});

describe("the day a budget is reached", () => {
  // $1.50 now, and a cent and a half more each day.
  const growing = history(30, (daysAgo) => ({ storedBytes: (100 - daysAgo) * GB }));

  it("is where the straight line of storage meets it", () => {
    expect(forecast(growing, 3)).toEqual({ kind: "on", day: addDays(today, 100), bytesPerDay: GB });
    expect(forecast(growing, 1.51)).toMatchObject({ kind: "on", day: addDays(today, 1) });
  });
  it("comes earlier with calls, at their pace of the last 30 days", () => {
    const days = growing.map((day) => ({ ...day, classA: 10_000 }));
    // 300,000 calls a month are $1.35.
    expect(forecast(days, 3)).toMatchObject({ day: addDays(today, 10) });
  });
  it("takes seven days of a young store for a month's pace", () => {
    const days = history(7, (daysAgo) => ({ storedBytes: (100 - daysAgo) * GB, classA: 10_000 }));
    expect(forecast(days, 3)).toMatchObject({ day: addDays(today, 10) });
  });
  it("comes later with what is free", () => {
    expect(forecast(growing, 3, { freeAllowance: true })).toMatchObject({ day: addDays(today, 110) });
  });
  it("looks through ups and downs", () => {
    const uneven = growing.map((day, index) => ({
      ...day,
      storedBytes: day.storedBytes + (index % 2 === 0 ? GB : -GB),
    }));
    const found = forecast(uneven, 3);
    if (found.kind !== "on") throw new Error(`it is ${found.kind}`);
    expect(Math.abs(Date.parse(found.day) - Date.parse(addDays(today, 100)))).toBeLessThan(5 * 86_400_000);
  });
  it("looks at the last 30 days only", () => {
    const days = [sampleDay(addDays(today, -40), { storedBytes: 9_999 * GB }), ...growing];
    expect(forecast(days, 3)).toMatchObject({ day: addDays(today, 100) });
  });
  it("is now when it has been reached", () => {
    expect(forecast(growing, 1.5)).toEqual({ kind: "reached" });
  });
  it("is not in sight without growth, or with very little", () => {
    const still = history(30, () => ({ storedBytes: 100 * GB }));
    expect(forecast(still, 3)).toEqual({ kind: "not_in_sight", bytesPerDay: 0 });
    const shrinking = history(30, (daysAgo) => ({ storedBytes: (100 + daysAgo) * GB }));
    expect(forecast(shrinking, 3)).toMatchObject({ kind: "not_in_sight" });
    expect(forecast(growing, 1_000)).toMatchObject({ kind: "not_in_sight", bytesPerDay: GB });
  });
  it("is unknown with too little history", () => {
    const short = { kind: "too_little_history", needed: 7 };
    expect(forecast([], 3)).toEqual({ ...short, days: 0 });
    expect(forecast(growing.slice(-6), 3)).toEqual({ ...short, days: 6 });
    expect(forecast(growing.slice(-7), 3)).toMatchObject({ kind: "on" });
    // Days with calls alone say nothing about storage.
    const blind = growing.map((day, index) => (index < 25 ? { ...day, recordedAt: null } : day));
    expect(forecast(blind, 3)).toEqual({ ...short, days: 5 });
  });
});
