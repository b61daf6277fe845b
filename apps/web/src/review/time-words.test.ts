import { expect, test } from "vitest";
import { timeInWords } from "./time-words.ts";

const minute = 60 * 1000;

test.each([
  [0, "1 minute"],
  [45 * minute, "45 minutes"],
  [119 * minute, "119 minutes"],
  [120 * minute, "2 hours"],
  [47 * 60 * minute, "47 hours"],
  [48 * 60 * minute, "2 days"],
  [40 * 24 * 60 * minute, "40 days"],
])("%i ms is %s", (ms, words) => {
  expect(timeInWords(ms)).toBe(words);
});
