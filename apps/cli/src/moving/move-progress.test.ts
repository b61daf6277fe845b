import { expect, test } from "vitest";
import { describeMove } from "./move-progress.ts";

const MiB = 1024 * 1024;

test("tells objects, bytes, rate and the time that is left", () => {
  const describe = describeMove();
  const totals = { pass: 1, totalObjects: 1_400, totalBytes: 350 * MiB };
  expect(describe({ ...totals, objects: 0, bytes: 0 }, 0)).toBe("Moving  0 of 1,400 objects  0 B of 367 MB");
  // Bytes and objects each are half of the work: 350 MiB, and 1,400 times a quarter.
  expect(describe({ ...totals, objects: 140, bytes: 35 * MiB }, 10_000)).toBe(
    "Moving  140 of 1,400 objects  37 MB of 367 MB  3.7 MB/s  1 min 30 s left",
  );
  expect(describe({ ...totals, objects: 1_400, bytes: 350 * MiB }, 20_000)).toMatch(/ 18 MB\/s$/);
  expect(describe({ ...totals, pass: 2, objects: 0, bytes: 0 }, 21_000)).toMatch(
    /^Moving \(pass 2\) {2}0 of/,
  );
});

test("takes the rate of the last half minute, and none when nothing moves", () => {
  const describe = describeMove();
  const totals = { pass: 1, totalObjects: 10, totalBytes: 100 * MiB };
  for (let second = 0; second <= 10; second++)
    describe({ ...totals, objects: 0, bytes: second * MiB }, second * 1_000);
  const stalled = { ...totals, objects: 0, bytes: 10 * MiB };
  expect(describe(stalled, 20_000)).toContain("/s");
  for (let second = 21; second <= 60; second++) describe(stalled, second * 1_000);
  expect(describe(stalled, 61_000)).toBe("Moving  0 of 10 objects  10 MB of 105 MB");
});
