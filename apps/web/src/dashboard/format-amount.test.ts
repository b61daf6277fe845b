import { expect, test } from "vitest";
import { formatAmount, shareOf } from "./format-amount.ts";

test.each([
  ["count", 12_345, "12,345"],
  ["bytes", 52_428_800, "52.4 MB"],
  ["share", 0.98765, "98.8 %"],
  ["ms", 12.4, "12 ms"],
  ["ms", 1_234, "1.2 s"],
  ["ms", 61_000, "61 s"],
  ["ms", 600_000, "10 min"],
  ["ms", 3 * 3_600_000, "3 h"],
  ["ms", null, "–"],
] as const)("%s %s is %s", (unit, value, words) => expect(formatAmount(unit, value)).toBe(words));

test("a share of nothing is none", () => expect([shareOf(0, 0), shareOf(1, 4)]).toEqual([null, 0.25]));
