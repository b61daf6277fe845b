import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * What tells one process from a later one that got the same number: on Linux the kernel's start time in
 * clock ticks since boot together with the boot's id, elsewhere what `ps` calls `lstart`.
 */
export type ProcessIdentity = { pid: number; startedAt: string };

/** The fields of Linux's `/proc/PID/stat` (proc(5)) that matter here. */
export function parseStat(stat: string): { session: number; state: string; startTicks: string } {
  // The second field, the command's name, may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", session: Number(fields[3]), startTicks: fields[19] ?? "" };
}

const hasProc = existsSync("/proc/self/stat");
const bootId = hasProc ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() : "";

function readStat(pid: number): ReturnType<typeof parseStat> | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined; // ended
  }
}

/** The identity of a running process, or `undefined` when there is none with this number (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  if (hasProc) {
    const stat = readStat(pid);
    if (!stat || stat.state === "Z") return undefined;
    return { pid, startedAt: `${bootId}:${stat.startTicks}` };
  }
  try {
    const startedAt = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return startedAt ? { pid, startedAt } : undefined;
  } catch {
    return undefined; // ps exits with 1 when there is no such process
  }
}

/** Whether exactly this process, not a namesake, still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/**
 * The processes of a session whose environment carries `marker`: what is left of a tree after its first process
 * is gone. Linux only; elsewhere the list is empty.
 */
export function sessionMembers(session: number, marker: string): number[] {
  if (!hasProc) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = readStat(pid);
      if (!stat || stat.session !== session || stat.state === "Z") return false;
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(marker);
      } catch {
        return false; // ended meanwhile, or another user's: not ours
      }
    });
}
