import { join } from "node:path";
import { proveRulesBite } from "../checks/deliberate-violations.ts";
import { cruiseImports } from "../checks/import-boundaries.ts";
import { isCode, listProjectFiles } from "../checks/project-files.ts";
import { runTool } from "../checks/run-tool.ts";
import { checkEnvironmentReads, checkNames } from "../checks/source-rules.ts";
import { describeViolations } from "../checks/violation.ts";

type Outcome = { passed: boolean; output: string; note?: string };
type Step = { name: string; run: () => Promise<Outcome> };

const root = join(import.meta.dirname, "../../../..");

async function tool(name: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await runTool(root, name, { args });
  return { passed: code === 0, output };
}

/** From Turborepo's local cache where nothing changed. */
async function workspaceTypes(): Promise<Outcome> {
  const outcome = await tool("turbo", ["run", "types", "--output-logs=errors-only", "--continue=always"]);
  // npm and turbo each tell at length that a command failed; what tsc found is what matters.
  const noise = /:types: (?:npm (?:error|warn)|> |cache |$)|#types:/;
  const lines = outcome.output.split("\n").filter((line) => !noise.test(line));
  return { ...outcome, output: lines.join("\n").replaceAll(/\n{2,}/g, "\n") };
}

/** Types of all apps and packages, and of what belongs to none of them: configuration, journeys, benchmarks. */
async function types(): Promise<Outcome> {
  const workspaces = await workspaceTypes();
  const rest = await tool("tsc", ["--noEmit", "--project", "tsconfig.json"]);
  return { passed: workspaces.passed && rest.passed, output: `${workspaces.output}\n${rest.output}` };
}

async function unitTests(): Promise<Outcome> {
  const outcome = await tool("vitest", ["run", "--project", "unit", "--reporter", "dot"]);
  const count = /Tests\s+.*?(\d+) passed/.exec(outcome.output)?.[1];
  if (!outcome.passed) return outcome;
  if (count === undefined) return { passed: false, output: `No test ran.\n${outcome.output}` };
  return { ...outcome, note: `${count} tests` };
}

async function importBoundaries(): Promise<Outcome> {
  const files = await listProjectFiles(root);
  const { violations, missed } = await cruiseImports(root, root, files);
  const problems = missed.map((file) => `${file}: the boundary tool did not look at this file`);
  if (violations.length > 0) problems.push(describeViolations(violations));
  const note = `${files.filter(isCode).length - missed.length} files`;
  return { passed: problems.length === 0, output: problems.join("\n"), note };
}

async function houseRules(): Promise<Outcome> {
  const files = await listProjectFiles(root);
  const violations = [...checkNames(files), ...(await checkEnvironmentReads(root, files))];
  return { passed: violations.length === 0, output: describeViolations(violations) };
}

async function deliberateViolations(): Promise<Outcome> {
  const problems = await proveRulesBite(root);
  return { passed: problems.length === 0, output: problems.join("\n") };
}

/** The longest first, so that the two lanes end at about the same time. */
const steps: Step[] = [
  { name: "types", run: types },
  { name: "unit tests", run: unitTests },
  { name: "unused code", run: () => tool("knip", ["--no-progress", "--treat-config-hints-as-errors"]) },
  {
    name: "format and lint",
    run: () => tool("biome", ["check", "--error-on-warnings", "--max-diagnostics", "200", "."]),
  },
  { name: "import boundaries", run: importBoundaries },
  { name: "names and environment", run: houseRules },
  { name: "deliberate violations", run: deliberateViolations },
];

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function perform(step: Step): Promise<boolean> {
  const began = performance.now();
  const outcome = await step.run().catch(
    (error: unknown): Outcome => ({
      passed: false,
      output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  const mark = outcome.passed ? "passed" : "FAILED";
  console.log(
    `${mark}  ${step.name.padEnd(22)}${seconds(began).padStart(8)}  ${outcome.note ?? ""}`.trimEnd(),
  );
  if (!outcome.passed) console.log(`\n${outcome.output.trim().replaceAll(/^/gm, "    ")}\n`);
  return outcome.passed;
}

const began = performance.now();
const failed: string[] = [];
const record = (step: Step, passed: boolean) => passed || failed.push(step.name);

const waiting = [...steps];
const lane = async () => {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift())
    record(step, await perform(step));
};
// Two cores on the smallest machine this must be quick on.
await Promise.all([lane(), lane()]);

console.log(
  failed.length === 0
    ? `\nEverything is in order (${seconds(began)}).`
    : `\nTo mend: ${failed.join(", ")} (${seconds(began)}). \`npm run format\` mends format and many lint findings.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
