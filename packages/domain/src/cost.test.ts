import { describe, expect, it } from "vitest";
import { estimateMonth, formatDollars, type MonthUsage, monthlyStorageCost } from "./cost.ts";
import { type PriceListId, priceListOf, priceLists } from "./prices.ts";

const GB = 1_000_000_000;
const TB = 1_000 * GB;
const none: MonthUsage = { storedBytes: 0, classA: 0, classB: 0, egressBytes: 0 };

/** Amounts by line, those that are nothing left out. */
function bill(id: PriceListId, usage: Partial<MonthUsage>, options = {}) {
  const { lines, total } = estimateMonth({ ...none, ...usage }, priceListOf(id), options);
  const amounts = lines
    .filter(({ amount }) => amount > 0)
    .map(({ name, amount }) => [name, formatDollars(amount)]);
  return { ...Object.fromEntries(amounts), total: formatDollars(total) };
}

describe("published estimates come out of their inputs", () => {
  it.each<[string, PriceListId, Partial<MonthUsage>, object]>([
    [
      "R2, 100 GB and 1M writes",
      "r2",
      { storedBytes: 100 * GB, classA: 1_000_000 },
      { storage: "$1.50", class_a: "$4.50", total: "$6.00" },
    ],
    [
      "S3 with CloudFront, 100 GB, 1 TB egress, 1M writes",
      "s3_cloudfront",
      { storedBytes: 100 * GB, egressBytes: TB, classA: 1_000_000 },
      { storage: "$2.30", egress: "$85.00", class_a: "$5.00", total: "$92.30" },
    ],
    ["B2, 100 GB at 0.005", "b2_2025", { storedBytes: 100 * GB }, { storage: "$0.50", total: "$0.50" }],
    ["B2, 100 GB today", "b2", { storedBytes: 100 * GB }, { storage: "$0.60", total: "$0.60" }],
    [
      "S3, 1 TB with 100 GB egress",
      "s3",
      { storedBytes: TB, egressBytes: 100 * GB },
      { storage: "$23.00", egress: "$9.00", total: "$32.00" },
    ],
    ["CloudFront, 1 TB", "s3_cloudfront", { egressBytes: TB }, { egress: "$85.00", total: "$85.00" }],
    ["S3 direct, 1 TB", "s3", { egressBytes: TB }, { egress: "$90.00", total: "$90.00" }],
    ["R2, 1 TB egress", "r2", { egressBytes: TB }, { total: "$0.00" }],
    [
      "R2 Infrequent Access, 100 GB, 1M writes, 100 GB read",
      "r2_ia",
      { storedBytes: 100 * GB, classA: 1_000_000, egressBytes: 100 * GB },
      { storage: "$1.00", class_a: "$9.00", retrieval: "$1.00", total: "$11.00" },
    ],
    ["PostgreSQL, 1 TB", "postgresql", { storedBytes: TB }, { storage: "$200.00", total: "$200.00" }],
    ["EBS gp3, 1 TB", "ebs_gp3", { storedBytes: TB }, { storage: "$80.00", total: "$80.00" }],
    ["Redis, 1 TB", "redis", { storedBytes: TB }, { storage: "$750.00", total: "$750.00" }],
  ])("%s", (_, id, usage, expected) => expect(bill(id, usage)).toEqual(expected));

  it("S3, 1 TB with 100 GB egress, for a year", () => {
    const { total } = estimateMonth({ ...none, storedBytes: TB, egressBytes: 100 * GB }, priceListOf("s3"));
    expect(formatDollars(12 * total)).toBe("$384.00");
  });
});

describe("the free allowance", () => {
  it("is taken off when asked for", () => {
    const usage = { storedBytes: 110 * GB, classA: 2_000_000, classB: 11_000_000 };
    expect(bill("r2", usage, { freeAllowance: true })).toEqual({
      storage: "$1.50",
      class_a: "$4.50",
      class_b: "$0.36",
      total: "$6.36",
    });
  });
  it("never makes a bill negative", () => {
    for (const prices of priceLists)
      expect(estimateMonth(none, prices, { freeAllowance: true })).toMatchObject({ total: 0 });
  });
});

describe("amounts", () => {
  it("sum up to the total exactly, however large", () => {
    const usage = {
      storedBytes: 7 * 10 ** 15 + 1,
      classA: 123_456_789,
      classB: 987_654_321,
      egressBytes: 33,
    };
    for (const prices of priceLists) {
      const { lines, total } = estimateMonth(usage, prices);
      expect(lines.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(BigInt(total));
    }
  });
  it("are rounded to the nearest micro-dollar, halves up", () => {
    const amountOf = (storedBytes: number) =>
      estimateMonth({ ...none, storedBytes }, priceListOf("r2")).lines[0]?.amount;
    expect([33_333, 33_334, 99_999, 100_000].map(amountOf)).toEqual([0, 1, 1, 2]);
  });
  it("do not mind a fraction of a byte", () => {
    expect(bill("r2", { storedBytes: 100 * GB + 0.4 })).toMatchObject({ storage: "$1.50" });
  });
  it("are dollars for whoever asks about bytes alone", () => {
    expect(monthlyStorageCost(100 * GB, priceListOf("r2"))).toBe(1_500_000);
    expect(monthlyStorageCost(1_333_333, priceListOf("r2"))).toBe(20);
  });
  it.each([
    [0, "$0.00"],
    [1_500_000, "$1.50"],
    [1_234_567_890_000, "$1,234,567.89"],
    [4_200, "$0.0042"],
    [1, "$0.000001"],
    [9_999, "$0.01"],
    [-2_500_000, "-$2.50"],
  ])("%i micro-dollars are shown as %s", (micros, text) => expect(formatDollars(micros)).toBe(text));
});
