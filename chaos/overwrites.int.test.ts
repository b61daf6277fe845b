import { expect, test } from "vitest";
import { freshWorld } from "./fresh-world.ts";
import { runOverwrites } from "./overwrites.ts";

const world = await freshWorld();

test("whenever an upload's bytes are replaced, what is stored is what was inspected", async () => {
  const overwrites = await runOverwrites(world);
  expect(overwrites.filter(({ problem }) => problem !== null)).toEqual([]);
  // Both ends of the race were run: too early to be stored, and too late to matter.
  const outcomes = Object.groupBy(overwrites, ({ outcome }) => outcome);
  expect(outcomes["refused as changed"]?.length).toBeGreaterThan(4);
  expect(outcomes["stored as inspected"]?.length).toBeGreaterThan(4);
}, 120_000);
