import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endLeftovers } from "../process-record.ts";

/**
 * Makes a data folder for one run of tests or of a benchmark, named after this process, and first ends and removes what
 * runs left that were killed before they could clean up, also in folders of that folder. Runs that are still alive are
 * left alone.
 *
 * @param kind what is run; a run cleans up after runs of its own kind
 */
export async function makeThrowawayData(kind: "int" | "e2e" | "bench" | "chaos"): Promise<string> {
  const prefix = `mosis-${kind}-`;
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split("-")[0]) : 0;
    if (!(pid > 0) || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const each of [folder, ...inner.map((entry) => join(folder, entry.name))]) await endLeftovers(each);
    rmSync(folder, { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}

/** A process of another user counts as alive: what is not ours is not cleaned up. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
