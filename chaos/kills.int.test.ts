import { seededRandom } from "@mosis/devstack";
import { expect, test } from "vitest";
import { freshWorld } from "./fresh-world.ts";
import { problemsOf } from "./judgement.ts";
import { runKills } from "./kills.ts";

const world = await freshWorld();

test("processes that are killed at every failpoint lose nothing and double nothing", async () => {
  const run = await runKills(world, {
    killsPerPoint: 1,
    load: 16,
    workers: 2,
    random: seededRandom(1),
    // Three minutes on an idle machine of two cores.
    deadlineMs: 10 * 60_000,
  });
  expect(problemsOf(run.judgement)).toEqual([]);
  expect([...run.surprises]).toEqual([]);
  // Each that one undisturbed story passes; the names say whether the tool still sees the steps.
  const points = run.kills.map(({ point }) => point);
  expect(points).toEqual(
    expect.arrayContaining([
      "version.validate · after objects.copy #1",
      "upload.send · after client.sendHalf #1",
      "icon.render · after renderer.render #1",
      "object.delete · after objects.delete #1",
      "version.publish · after db.transaction #1",
    ]),
  );
  expect(run.kills.filter(({ kills, fine }) => kills === 0 || fine < kills)).toEqual([]);
}, 900_000);
