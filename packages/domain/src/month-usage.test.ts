import { describe, expect, it } from "vitest";
import { runningMonth } from "./month-usage.ts";
import { sampleDay } from "./testing/sample-usage.ts";

const GB = 1_000_000_000;
const june = (date: number, hour = 0) => new Date(Date.UTC(2026, 5, date, hour));
const day = (date: number, fields: Parameters<typeof sampleDay>[1] = {}) =>
  sampleDay(`2026-06-${String(date).padStart(2, "0")}`, fields);

describe("a month that is under way", () => {
  it("has as much to come as has been, when nothing changes", () => {
    const days = Array.from({ length: 15 }, (_, index) =>
      day(index + 1, { storedBytes: 100 * GB, classA: 1_000, classB: 10, egressBytes: GB }),
    );
    const { soFar, projected } = runningMonth(days, june(16));
    expect(soFar).toEqual({
      storedBytes: 50 * GB,
      classA: 15_000,
      classB: 150,
      egressBytes: 15 * GB,
    });
    expect(projected).toEqual({
      storedBytes: 100 * GB,
      classA: 30_000,
      classB: 300,
      egressBytes: 30 * GB,
    });
  });

  it("counts a day at its most bytes and goes on with what stands", () => {
    const days = [day(1, { storedBytes: 10 * GB, peakBytes: 40 * GB })];
    const { soFar, projected } = runningMonth(days, june(2));
    expect(soFar.storedBytes).toBeCloseTo((40 * GB) / 30);
    expect(projected.storedBytes).toBeCloseTo((40 * GB + 29 * 10 * GB) / 30);
  });

  it("takes a day that nobody looked at for one like the day before", () => {
    const days = [
      sampleDay("2026-05-30", { storedBytes: 30 * GB }),
      day(2, { classA: 5, recordedAt: null }),
      day(3, { storedBytes: 60 * GB }),
    ];
    expect(runningMonth(days, june(4)).soFar.storedBytes).toBeCloseTo((30 + 30 + 60) * (GB / 30));
  });

  it("counts of today what is over of it", () => {
    const { soFar } = runningMonth([day(1, { storedBytes: 60 * GB })], june(1, 12));
    expect(soFar.storedBytes).toBeCloseTo(GB);
  });

  it("leaves other months out", () => {
    const days = [sampleDay("2026-05-31", { storedBytes: 0, classA: 9 }), day(1, { classA: 1 })];
    expect(runningMonth(days, june(2)).soFar.classA).toBe(1);
  });

  it("does not make a month's calls out of the first minutes", () => {
    const { projected } = runningMonth([day(1, { classA: 1 })], new Date(june(1).getTime() + 1));
    expect(projected.classA).toBe(24 * 30);
    expect(runningMonth([], june(1)).projected).toEqual({
      storedBytes: 0,
      classA: 0,
      classB: 0,
      egressBytes: 0,
    });
  });
});
