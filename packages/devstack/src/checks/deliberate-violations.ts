import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cruiseImports } from "./import-boundaries.ts";
import { isCode, listProjectFiles } from "./project-files.ts";
import { checkEnvironmentReads, checkNames } from "./source-rules.ts";

/**
 * Runs the same rules over .boundary-violations and compares what they report with what the
 * first line of each file there declares. A tool that stopped seeing imports reports nothing and passes; here, it
 * fails.
 *
 * @returns one line for each difference; none when every rule bites exactly where it should
 */
export async function proveRulesBite(root: string): Promise<string[]> {
  const tree = join(root, ".boundary-violations");
  const files = (await listProjectFiles(tree)).filter(isCode);
  const { violations, rules, missed } = await cruiseImports(root, tree, files);
  violations.push(...checkNames(files), ...(await checkEnvironmentReads(tree, files)));

  const problems = missed.map((file) => `${file}: the boundary tool did not look at this file`);
  const declaredAnywhere = new Set<string>();
  for (const file of files) {
    const declared = declaredRules(file, await readFile(join(tree, file), "utf8"));
    const reported = new Set(
      violations.filter((violation) => violation.file === file).map(({ rule }) => rule),
    );
    for (const rule of declared) {
      declaredAnywhere.add(rule);
      if (!reported.has(rule)) problems.push(`${file}: breaks ${rule}, and nothing noticed`);
    }
    for (const rule of reported) {
      if (!declared.includes(rule)) problems.push(`${file}: reported for ${rule}, which it does not break`);
    }
  }
  for (const rule of [...rules, "names-say-what-is-inside", "environment-is-read-in-env-only"]) {
    if (!declaredAnywhere.has(rule))
      problems.push(`${rule}: no deliberate violation proves that this rule works`);
  }
  return problems;
}

function declaredRules(file: string, text: string): string[] {
  const declared = /^\/\/ Breaks: (.+)$/m.exec(text)?.[1];
  if (declared === undefined) throw new Error(`${file} must say in its first line which rules it breaks.`);
  return declared === "nothing" ? [] : declared.split(", ");
}
