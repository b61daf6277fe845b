import { expect, test } from "vitest";
import { identify, isRunning, parseStat } from "./process-identity.ts";

test("the command's name may hold spaces and brackets", () => {
  const after = "S 1 77 78 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200";
  expect(parseStat(`77 (a) b (c)) ${after}`)).toEqual({ state: "S", session: 78, startTicks: "987654" });
});

test("a process is itself, and a namesake that started at another time is not", () => {
  const self = identify(process.pid);
  expect(self?.pid).toBe(process.pid);
  expect(self && isRunning(self)).toBe(true);
  expect(isRunning({ pid: process.pid, startedAt: "another boot:1" })).toBe(false);
});

test("a number nobody has is not running", () => {
  // Above the highest number Linux hands out (2^22).
  expect(identify(2 ** 22 + 1)).toBeUndefined();
});
