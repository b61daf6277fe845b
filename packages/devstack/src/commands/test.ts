import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildPortal } from "../apps.ts";
import { toolEnvironment } from "../checks/run-tool.ts";
import { repositoryRoot } from "../repository-root.ts";
import { StackError } from "../stack-error.ts";
import { Supervisor } from "../supervisor.ts";
import { type Count, countPlaywright, countVitest, judgeRunner } from "../testing/count-results.ts";
import { requireChromium } from "../testing/install-chromium.ts";

/**
 * All tests: unit, integration on real services, journeys in a browser. Every runner runs, whatever the ones before
 * found. `npm test -- unit int journeys` picks some of them. The last line counts over all that ran.
 */
const results = join(repositoryRoot, ".data/test-results");

/** Starts a tool in the foreground; gives its exit code, or 1 when a signal ended it. */
function run(tool: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(repositoryRoot, "node_modules/.bin", tool), args, {
      cwd: repositoryRoot,
      env: toolEnvironment(repositoryRoot),
      stdio: ["ignore", "inherit", "inherit"],
    });
    // A terminal sends Ctrl-C to the child as well; `kill` does not, and nothing may stay behind.
    const passOn = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGTERM", passOn).on("SIGHUP", passOn);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGTERM", passOn).off("SIGHUP", passOn);
      resolve(code ?? 1);
    });
  });
}

/** Runs a runner that leaves a JSON report, and judges the two together. */
async function runAndCount<Report>(
  reportName: string,
  count: (report: Report) => Count,
  start: (reportFile: string) => Promise<number>,
): Promise<Count> {
  const file = join(results, reportName);
  rmSync(file, { force: true });
  const exitCode = await start(file);
  let counted: Count | null = null;
  try {
    counted = count(JSON.parse(readFileSync(file, "utf8")) as Report);
  } catch {
    console.error(`The runner ended without its report, ${reportName}.`);
  }
  return judgeRunner(counted, exitCode);
}

const vitest = (project: "unit" | "int") =>
  runAndCount(`${project}.json`, countVitest, (file) =>
    run("vitest", [
      "run",
      `--project=${project}`,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
    ]),
  );

async function journeys(): Promise<Count> {
  requireChromium();
  console.log("Building the portal …");
  await buildPortal(new Supervisor({ dataDir: results }));
  // Its configuration names the same report.
  return runAndCount("journeys.json", countPlaywright, () =>
    run("playwright", ["test", "--config=e2e/playwright.config.ts"]),
  );
}

const runners: Record<string, () => Promise<Count>> = {
  unit: () => vitest("unit"),
  int: () => vitest("int"),
  journeys,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in runners));
if (unknown.length > 0) {
  console.error(`No tests are named ${unknown.join(", ")}; there are ${Object.keys(runners).join(", ")}.`);
  process.exit(1);
}
let interrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    interrupted = true;
  });
}

mkdirSync(results, { recursive: true });
const total: Count = { passed: 0, failed: 0 };
for (const [name, runner] of Object.entries(runners)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (interrupted) {
    total.failed++;
    break;
  }
  console.log(`\n── ${name}`);
  const count = await runner().catch((error: unknown): Count => {
    if (error instanceof StackError) for (const line of error.logLines) console.error(`    ${line}`);
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  });
  total.passed += count.passed;
  total.failed += count.failed;
}
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);
