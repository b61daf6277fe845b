import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";
import { StackError } from "./stack-error.ts";

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
  } catch {
    return undefined; // gone, or cut off while it was written
  }
}

/**
 * Makes this process the only one that runs a stack in `dataDir`. The lock of a process that was killed is taken over.
 *
 * @returns releases the lock.
 * @throws StackError `already_running`
 */
export function lockStack(dataDir: string): () => void {
  const file = join(dataDir, "stack.lock");
  const self = identify(process.pid);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(self), { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = readHolder(file);
      if (holder && isRunning(holder)) throw alreadyRunning(holder.pid);
      rmSync(file, { force: true });
    }
  }
  // Of two that took over a stale lock in the same moment, the last to write has it.
  const holder = readHolder(file);
  if (holder?.pid !== process.pid) throw alreadyRunning(holder?.pid);
  return () => {
    if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

function alreadyRunning(pid: number | undefined): StackError {
  const who = pid === undefined ? "" : ` (process ${pid})`;
  return new StackError(
    "already_running",
    `The portal is already running in this folder${who}: use that one, or stop it first${pid ? ` with: kill ${pid}` : ""}.`,
  );
}
