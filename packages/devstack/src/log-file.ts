import { existsSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

export function logPath(dataDir: string, name: string): string {
  return join(dataDir, "logs", `${name}.log`);
}

/** Opens an empty log and keeps the one of the run before as `NAME.previous.log`. Returns a file descriptor to close. */
export function openLog(dataDir: string, name: string): number {
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  const path = logPath(dataDir, name);
  if (existsSync(path)) renameSync(path, logPath(dataDir, `${name}.previous`));
  return openSync(path, "a", 0o600);
}

/** The last lines of a log that say anything, oldest first; none when there is no log. */
export function lastLines(path: string, count = 15): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(-count);
}
