import { type FaultKind, faultKinds } from "@mosis/devstack";
import { type FaultRun, type FaultyService, faultsIn } from "./faults.ts";
import { type Judgement, problemsOf } from "./judgement.ts";
import type { KillRun } from "./kills.ts";
import { type Overwrite, replacements } from "./overwrites.ts";

/** How often each failpoint is killed at in a full run. */
export const dueKills = 20;

/** All of what `docs/reliability.md` says. */
export interface Findings {
  seed: number;
  /** As in "2 cores, Linux x64, Node 24.21.0". */
  machine: string;
  /** Of the whole run. */
  minutes: number;
  kills: KillRun;
  overwrites: readonly Overwrite[];
  faults: FaultRun;
}

export interface CountGoal {
  name: string;
  count: number;
  /** At most so many, or at least with `atLeast`. */
  goal: number;
  atLeast?: boolean;
}

export function isCountMet({ count, goal, atLeast = false }: CountGoal): boolean {
  return atLeast ? count >= goal : count <= goal;
}

/** `NAME: 0, goal 0, met` */
export function describeCount(goal: CountGoal): string {
  return `${goal.name}: ${goal.count}, goal ${goal.goal}, ${isCountMet(goal) ? "met" : "missed"}`;
}

export function goalsOf({ kills, overwrites, faults }: Findings): CountGoal[] {
  const total = (of: (judgement: Judgement) => readonly string[]) =>
    of(kills.judgement).length + of(faults.judgement).length;
  const slowest = Math.max(kills.settledMs, faults.settledMs);
  return [
    {
      name: "kills of the failpoint killed least often",
      count: Math.min(...kills.kills.map((point) => point.kills)),
      goal: dueKills,
      atLeast: true,
    },
    { name: "versions lost or doubled", count: total(({ lostOrDoubled }) => lostOrDoubled), goal: 0 },
    { name: "events not in the audit log exactly once", count: total(({ audit }) => audit), goal: 0 },
    { name: "rows between two states after the quiet", count: total(({ unsettled }) => unsettled), goal: 0 },
    { name: "seconds until nothing was under way", count: Math.ceil(slowest / 1000), goal: 300 },
    { name: "objects on which ledger and bucket disagree", count: total(({ ledger }) => ledger), goal: 0 },
    {
      name: "published packages with other bytes than inspected",
      count: total(({ bytes }) => bytes),
      goal: 0,
    },
    {
      name: "overwritten uploads that were neither stored as inspected nor refused",
      count: overwrites.filter(({ problem }) => problem !== null).length,
      goal: 0,
    },
    {
      name: "failures that no code names",
      count: kills.surprises.size + faults.surprises.size,
      goal: 0,
    },
  ];
}

const introduction = `# Reliability

This page is written by \`npm run chaos\`, as it went on the machine below. The run starts the real PostgreSQL, Redis and R2
of the development stack and harms the store's own processes and connections while developers work with it: icons that
are rendered and refused, versions that are reviewed and published or that fail, uploads that are cancelled and
forgotten.

- **Kills.** A process ends itself by \`kill -9\` at a named failpoint: before the first step of a story and after each,
  where a step is a call of a port that changes something. The product has no code for this; the failpoints are those
  that one undisturbed story passes. Clients repeat what they heard no answer to, and another process takes over.
- **Overwritten uploads.** At each failpoint from completion to verdict the temporary object is replaced behind the
  store's back.
- **Faulty connections.** Every connection to PostgreSQL, Redis and storage goes through a proxy that cuts, resets,
  refuses, delays and pauses connections, and drops answers after the server has acted. Besides, Redis loses its memory
  now and then, as by \`FLUSHALL\`.

Afterwards the harm ends, and once nothing is under way any more, rows, audit log, ledger and bucket are compared with
what developers sent in, past the product's own code.

\`npm run chaos -- --seed NUMBER\` chooses the same failpoints to arm and the same faults for the same connections again;
\`--only kills\`, \`overwrites\` or \`proxy\` runs one part and leaves this page alone. A short form is among the
integration tests (\`chaos/*.int.test.ts\`), beside one that drives the life cycles against a model.`;

/** The page, whole. */
export function renderReport(findings: Findings): string {
  const { seed, machine, minutes, kills, overwrites, faults } = findings;
  const all = kills.kills.reduce((sum, { kills }) => sum + kills, 0);
  const problems = [...problemsOf(kills.judgement), ...problemsOf(faults.judgement)];
  const sections = [
    introduction,
    `Seed ${seed} · ${machine} · ${minutes} minutes`,
    "## Goals",
    goalsOf(findings)
      .map((goal) => `- ${describeCount(goal)}`)
      .join("\n"),
    "## Kills",
    `${sumUp(kills.judgement)}. ${all} kills at ${kills.kills.length} failpoints, ${kills.processes} processes, ${kills.retries} steps that clients repeated; after the last kill nothing was under way any more within ${seconds(kills.settledMs)}.`,
    table(
      ["failpoint", "kills", "stories that ended as they should"],
      kills.kills.map(({ point, kills, fine }) => [`\`${point}\``, kills, fine]),
    ),
    "## Overwritten uploads",
    `${overwrites.length} uploads, each replaced once.`,
    table(["failpoint", ...replacements], overwriteRows(overwrites)),
    "## Faulty connections",
    `${sumUp(faults.judgement)}. ${faultsIn(faults)} faults, Redis emptied ${faults.emptied} times, ${faults.retries} steps that clients repeated; after the last fault nothing was under way any more within ${seconds(faults.settledMs)}.`,
    table(
      ["in front of", "connections", ...faultKinds.map((kind) => kind.replace("_", " "))],
      (Object.entries(faults.injected) as [FaultyService, Record<FaultKind, number>][]).map(
        ([service, injected]) => [
          service,
          faults.connections[service],
          ...faultKinds.map((kind) => injected[kind]),
        ],
      ),
    ),
  ];
  const surprises = [...kills.surprises, ...faults.surprises];
  if (problems.length + surprises.length > 0) {
    sections.push("## What was found");
    const lines = [...problems, ...surprises.map(([what, times]) => `failed ${times} times: ${what}`)];
    sections.push(lines.map((line) => `- ${line.replaceAll(/\s+/g, " ")}`).join("\n"));
  }
  return `${sections.join("\n\n")}\n`;
}

function sumUp({ stories, versions, objects }: Judgement): string {
  return `${stories} stories, ${versions} versions, ${objects} objects in the end`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(0)} s`;
}

function overwriteRows(overwrites: readonly Overwrite[]): string[][] {
  const byPoint = Map.groupBy(overwrites, ({ point }) => point);
  return [...byPoint].map(([point, both]) => [
    `\`${point}\``,
    ...replacements.map((replacement) => {
      const one = both.find((overwrite) => overwrite.replacement === replacement);
      return one?.problem ?? one?.outcome ?? "";
    }),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, at) => (rows.every((row) => typeof row[at] === "number") ? "---:" : "---"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
