import { expect, test } from "vitest";
import { faultsIn, runFaults } from "./faults.ts";
import { freshWorld } from "./fresh-world.ts";
import { problemsOf } from "./judgement.ts";

const world = await freshWorld();

test("faults on every connection lose nothing and double nothing", async () => {
  const run = await runFaults(world, { seed: 1234, stories: 6, load: 6 });
  expect(problemsOf(run.judgement)).toEqual([]);
  expect([...run.surprises]).toEqual([]);
  expect(faultsIn(run)).toBeGreaterThan(20);
}, 600_000);
