import { expect, it } from "vitest";
import { formatHours, formatRamp, formatShare, hoursToAll, shareOf } from "./share.ts";

it.each([
  [1, "0.01 %"],
  [100, "1 %"],
  [1_250, "12.5 %"],
  [10_000, "100 %"],
])("%i basis points read as %s", (basisPoints, text) => {
  expect(formatShare(basisPoints)).toBe(text.replace(" ", "\u00a0"));
});

it.each([
  ["0.01", 1],
  ["12.5", 1_250],
  [100, 10_000],
  ["0.29", 29],
  ["0", null],
  ["0.001", null],
  ["100.01", null],
  ["", null],
  ["1e1", null],
  ["-5", null],
])("%s typed is %s", (typed, basisPoints) => {
  expect(shareOf(typed)).toBe(basisPoints);
});

it("a ramp reaches all devices with its last step", () => {
  expect(hoursToAll(1_000, { stepBasisPoints: 3_000, everyHours: 6 })).toBe(18);
  expect(hoursToAll(9_999, { stepBasisPoints: 10_000, everyHours: 1 })).toBe(1);
});

it.each([
  [1, "1 hour"],
  [6, "6 hours"],
  [24, "1 day"],
  [36, "36 hours"],
  [720, "30 days"],
])("%i hours read as %s", (hours, text) => {
  expect(formatHours(hours)).toBe(text);
});

it("a ramp reads as people say it", () => {
  expect(formatRamp({ step_basis_points: 2_500, every_hours: 24 })).toBe("by 25\u00a0% every day");
  expect(formatRamp({ step_basis_points: 50, every_hours: 6 })).toBe("by 0.5\u00a0% every 6 hours");
});
