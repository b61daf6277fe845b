import { join } from "node:path";
import { isCode } from "./project-files.ts";
import { runTool } from "./run-tool.ts";
import type { Violation } from "./violation.ts";

type CruiseResult = {
  modules: { source: string }[];
  summary: {
    ruleSetUsed: { forbidden: { name: string; comment?: string }[] };
    violations: { from: string; to: string; rule: { name: string }; cycle?: { name: string }[] }[];
  };
};

export type Cruise = {
  violations: Violation[];
  /** Names of all rules the tool was given. */
  rules: string[];
  /** Code files that the tool never looked at. Anything here makes the verdict worthless. */
  missed: string[];
};

/** Folders of `root` that hold code with rules about imports. Code at the root itself is cruised file by file. */
const folders = /^(apps|packages|bench|chaos|deploy|e2e)\//;

/**
 * Judges every import below `tree` by .dependency-cruiser.mjs of the project at `root`.
 *
 * @param files all files of the tree; each code file among them must turn up in the result
 * @throws when the tool itself fails
 */
export async function cruiseImports(root: string, tree: string, files: readonly string[]): Promise<Cruise> {
  const code = files.filter((file) => isCode(file) && !file.startsWith("."));
  const starts = new Set(code.map((file) => folders.exec(file)?.[1] ?? file));
  const { output, stdout } = await runTool(root, "depcruise", {
    cwd: tree,
    args: [
      "--config",
      join(root, ".dependency-cruiser.mjs"),
      // Outside the tree are dependencies, and the real packages when the tree is one of examples.
      "--do-not-follow",
      "(?:^|/)node_modules/|^\\.\\./",
      "--output-type",
      "json",
      ...starts,
    ],
  });
  const result = parseResult(stdout, output);
  const reasons = new Map(result.summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
  const seen = new Set(result.modules.map(({ source }) => source));
  return {
    violations: result.summary.violations
      .filter(({ from }) => !from.startsWith("../"))
      .map(({ from, to, rule, cycle }) => ({
        rule: rule.name,
        file: from,
        detail:
          `imports ${[to, ...(cycle ?? []).map(({ name }) => name).slice(1)].join(" → ")}. ${reasons.get(rule.name) ?? ""}`.trim(),
      })),
    rules: [...reasons.keys()],
    missed: code.filter((file) => !seen.has(file)),
  };
}

function parseResult(stdout: string, output: string): CruiseResult {
  try {
    return JSON.parse(stdout) as CruiseResult;
  } catch {
    throw new Error(`dependency-cruiser did not finish.\n${output}`);
  }
}
