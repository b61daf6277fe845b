import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "@mosis/db/migrate";
import {
  createDatabase,
  makeThrowawayData,
  onStopRequest,
  repositoryRoot,
  seededRandom,
  startServices,
} from "@mosis/devstack";
import { runFaults } from "./faults.ts";
import { problemsOf } from "./judgement.ts";
import { runKills } from "./kills.ts";
import { runOverwrites } from "./overwrites.ts";
import { describeCount, dueKills, type Findings, goalsOf, isCountMet, renderReport } from "./report.ts";
import { openWorld, type World } from "./world.ts";

/** `npm run chaos -- [--seed NUMBER] [--kills NUMBER] [--only kills|overwrites|proxy]` */
const { values } = parseArgs({
  options: { seed: { type: "string" }, only: { type: "string" }, kills: { type: "string" } },
});
const parts = ["kills", "overwrites", "proxy"] as const;
type Part = (typeof parts)[number];
if (values.only !== undefined && !parts.includes(values.only as Part)) {
  throw new Error(`There is no part named "${values.only}"; there are ${parts.join(", ")}.`);
}
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const killsPerPoint = Number(values.kills ?? dueKills);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(killsPerPoint) || killsPerPoint < 1) {
  throw new Error("--seed and --kills take a whole number.");
}

const began = Date.now();
const say = (line: string) =>
  console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(5)} s  ${line}`);
say(`seed ${seed}`);

const dataDir = await makeThrowawayData("chaos");
const services = await startServices({ dataDir, durable: false });
onStopRequest(() => void services.stop().then(() => process.exit(1)));

/** A part of the run on a database of its own; all share the bucket, and each judges its own objects there. */
async function inOwnWorld<Result>(part: Part, run: (world: World) => Promise<Result>): Promise<Result> {
  const databaseUrl = await createDatabase(services.databaseUrl, `chaos_${part}`);
  await migrate({ databaseUrl });
  const redisUrl = new URL(`/${parts.indexOf(part)}`, services.redisUrl).href;
  const world = openWorld({ ...services, databaseUrl, redisUrl }, join(dataDir, part), {
    ownsBucket: part === parts[0],
  });
  try {
    say(`── ${part}`);
    return await run(world);
  } finally {
    await world.close();
  }
}

const run = {
  kills: () =>
    inOwnWorld("kills", (world) =>
      runKills(world, {
        killsPerPoint,
        load: 24,
        workers: 2,
        random: seededRandom(seed),
        deadlineMs: 50 * 60_000,
        onProgress: say,
      }),
    ),
  overwrites: () => inOwnWorld("overwrites", (world) => runOverwrites(world, say)),
  proxy: () =>
    inOwnWorld("proxy", (world) => runFaults(world, { seed, stories: 40, load: 12, onProgress: say })),
};

try {
  let problems: string[];
  if (values.only === undefined) {
    const parts = { kills: await run.kills(), overwrites: await run.overwrites(), faults: await run.proxy() };
    const minutes = Math.round((Date.now() - began) / 60_000);
    const machine = `${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
    const findings: Findings = { seed, machine, minutes, ...parts };
    await writeFile(join(repositoryRoot, "docs/reliability.md"), renderReport(findings));
    const goals = goalsOf(findings);
    for (const goal of goals) console.log(describeCount(goal));
    problems = goals.filter((goal) => !isCountMet(goal)).map(describeCount);
    problems.push(...problemsOf(parts.kills.judgement), ...problemsOf(parts.faults.judgement));
  } else if (values.only === "overwrites") {
    const overwrites = await run.overwrites();
    problems = overwrites.flatMap(({ point, replacement, problem }) =>
      problem === null ? [] : `${point}, ${replacement}: ${problem}`,
    );
    say(`${overwrites.length} uploads overwritten`);
  } else {
    const { judgement, surprises, retries } = await (values.only === "kills" ? run.kills() : run.proxy());
    problems = [...problemsOf(judgement), ...[...surprises].map(([what, times]) => `${times} × ${what}`)];
    say(`${judgement.stories} stories, ${judgement.versions} versions, ${retries} repeated steps`);
  }
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) console.log(`To see it again: npm run chaos -- --seed ${seed}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await services.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
