import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Folders that hold nothing written by hand, wherever they appear. Folders that start with a dot are skipped too. */
const generatedFolders = new Set([
  "node_modules",
  "dist",
  "generated",
  "coverage",
  "test-results",
  "playwright-report",
]);

/**
 * Every file of the project below `root`, as sorted paths with forward slashes, relative to `root`. Leaves out
 * dependencies and generated folders.
 */
export async function listProjectFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  async function walk(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name.startsWith(".") || generatedFolders.has(entry.name)) continue;
        await walk(path);
      } else if (entry.isFile()) {
        found.push(relative(root, path).split(sep).join("/"));
      }
    }
  }
  await walk(root);
  return found.sort();
}

/** Whether the import rules apply to this file: TypeScript and JavaScript, but not ambient declarations. */
export function isCode(file: string): boolean {
  return /\.[mc]?[jt]sx?$/.test(file) && !/(?:^|\/)next-env\.d\.ts$/.test(file);
}
