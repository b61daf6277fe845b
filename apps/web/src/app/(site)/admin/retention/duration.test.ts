import { expect, test } from "vitest";
import { hoursInWords } from "./duration.ts";

test.each([
  [1, "1 hour"],
  [24, "1 day"],
  [36, "36 hours"],
  [720, "30 days"],
  [26280, "1,095 days"],
])("%d hours are %s", (hours, words) => {
  expect(hoursInWords(hours)).toBe(words);
});
