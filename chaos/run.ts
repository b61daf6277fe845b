import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "@mosis/db/migrate";
import {
  createDatabase,
  makeThrowawayData,
  onStopRequest,
  seededRandom,
  startServices,
} from "@mosis/devstack";
import { runFaults } from "./faults.ts";
import { problemsOf } from "./judgement.ts";
import { runKills } from "./kills.ts";
import { openWorld } from "./world.ts";

const { values } = parseArgs({
  options: { seed: { type: "string" }, only: { type: "string" }, kills: { type: "string", default: "20" } },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
console.log(`Seed ${seed}`);
const dataDir = await makeThrowawayData("chaos");
const services = await startServices({ dataDir, durable: false });
onStopRequest(() => void services.stop().then(() => process.exit(1)));
const databaseUrl = await createDatabase(services.databaseUrl, "mosis_chaos");
await migrate({ databaseUrl });
const since = Date.now();
const say = (line: string) =>
  console.log(`${((Date.now() - since) / 1000).toFixed(0).padStart(5)} s  ${line}`);
try {
  const world = openWorld({ ...services, databaseUrl }, join(dataDir, "world"), { ownsBucket: true });
  if (values.only === "proxy") {
    const run = await runFaults(world, { seed, stories: Number(values.kills), load: 12, onProgress: say });
    console.log({ ...run, judgement: undefined });
    console.log(
      problemsOf(run.judgement),
      run.judgement.stories,
      run.judgement.versions,
      run.judgement.objects,
    );
  } else {
    const run = await runKills(world, {
      killsPerPoint: Number(values.kills),
      load: 24,
      workers: 2,
      random: seededRandom(seed),
      deadlineMs: 50 * 60_000,
      onProgress: say,
    });
    for (const line of run.kills) console.log(line.point.padEnd(80), line.kills, line.fine);
    console.log({ ...run, kills: run.kills.length, judgement: undefined });
    console.log(
      problemsOf(run.judgement),
      run.judgement.stories,
      run.judgement.versions,
      run.judgement.objects,
    );
  }
  await world.close();
} finally {
  await services.stop();
  if (values.only !== "keep") rmSync(dataDir, { recursive: true, force: true });
}
