import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { isCode } from "./project-files.ts";
import type { Violation } from "./violation.ts";

/** Names under which unrelated things gather, alone or as in `date-utils.ts`. */
const emptyNames = /^(?:utils?|helpers?|types?|constants?|commons?|misc)$|[-_.](?:utils?|helpers?|misc)$/i;

/** Where variables of the environment may be read: once, at the start of a program, and validated there. */
const environmentReaders = [
  /^apps\/[^/]+\/src\/env\.ts$/,
  // Starts processes and installs programs, for which it needs the machine's environment.
  /^packages\/devstack\/src\//,
  // Programs of their own, started by hand or by a script.
  /^packages\/[^/]+\/src\/commands\/[^/]+\.ts$/,
  /^[^/]+\.config\.[mc]?[jt]s$/,
  /^(?:apps\/[^/]+|e2e)\/[^/]+\.config\.[mc]?[jt]s$/,
  /^bootstrap\.mjs$/,
];

/** Judges the names of files and folders; the content is not read. */
export function checkNames(files: readonly string[]): Violation[] {
  const violations: Violation[] = [];
  for (const file of files) {
    const parts = file.split("/");
    const stem = (parts.pop() ?? "").replace(/(?:\.(?:int|test|spec|d|module))*\.[^.]+$/, "");
    const empty = [...parts, stem].find((part) => emptyNames.test(part));
    if (empty !== undefined && isCode(file)) {
      violations.push({
        rule: "names-say-what-is-inside",
        file,
        detail: `"${empty}" says nothing about what is inside; name the idea it holds.`,
      });
    }
  }
  return violations;
}

/** Finds reads of `process.env` outside the files that may. Reads each file below `root`. */
export async function checkEnvironmentReads(root: string, files: readonly string[]): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const file of files) {
    if (!isCode(file) || environmentReaders.some((allowed) => allowed.test(file))) continue;
    const text = await readFile(join(root, file), "utf8");
    // Parsing costs far more than this look, and most files never mention the word.
    if (!/\bprocess\b/.test(text)) continue;
    for (const detail of findEnvironmentReads(file, text)) {
      violations.push({ rule: "environment-is-read-in-env-only", file, detail });
    }
  }
  return violations;
}

function findEnvironmentReads(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const reads: string[] = [];
  const report = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
    reads.push(`line ${line + 1}: ${node.getText(source).replaceAll(/\s+/g, " ").slice(0, 80)}`);
  };
  const visit = (node: ts.Node): void => {
    if (isEnvironmentOfProcess(node)) {
      report(node.parent);
      return;
    }
    if (isImportOfEnvironment(node) || isDestructuringOfProcess(node)) report(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return reads;
}

/** `process.env` and `process["env"]`, also as `globalThis.process.env`. */
function isEnvironmentOfProcess(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "env" && isProcess(node.expression);
  if (!ts.isElementAccessExpression(node) || !isProcess(node.expression)) return false;
  return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === "env";
}

function isProcess(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === "process";
  return ts.isPropertyAccessExpression(node) && node.name.text === "process";
}

/** `import { env } from "node:process"`. */
function isImportOfEnvironment(node: ts.Node): boolean {
  if (!ts.isImportSpecifier(node) || (node.propertyName ?? node.name).text !== "env") return false;
  const from = node.parent.parent.parent.moduleSpecifier;
  return ts.isStringLiteral(from) && /^(?:node:)?process$/.test(from.text);
}

/** `const { env } = process`. */
function isDestructuringOfProcess(node: ts.Node): boolean {
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return false;
  if (node.initializer === undefined || !isProcess(node.initializer)) return false;
  return node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === "env");
}
