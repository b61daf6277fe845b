import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ManagedProcess } from "@mosis/devstack";
import { memoryLine } from "./memory-line.ts";

/** Linux counts processor time in hundredths of a second, on every architecture Node runs on (USER_HZ, proc(5)). */
const tickMs = 10;

/** Fields of /proc/PID/stat from the third on, which follow the program's name in brackets; see proc(5). */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** Processor time in ms that a process, its living children and the ended ones it has waited for have used so far. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid);
  // utime, stime, cutime, cstime: fields 14 to 17.
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMs;
  return own + sumOverChildren(pid, cpuOf);
}

/** A child may end while it is looked at. */
function sumOverChildren(pid: number, measure: (child: number) => number): number {
  return childrenOf(pid).reduce((sum, child) => {
    try {
      return sum + measure(child);
    } catch (error) {
      if (!existsSync(`/proc/${child}`)) return sum;
      throw error;
    }
  }, 0);
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}

/** Bytes of memory that a process and its children hold. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) * 1024 + sumOverChildren(pid, residentBytes);
}

/** Bytes that a process with the memory probe really uses: its heap and its buffers after a collection. */
export async function usedBytes({ pid, logFile }: Pick<ManagedProcess, "pid" | "logFile">): Promise<number> {
  const before = memoryLine.readAll(readFileSync(logFile, "utf8")).length;
  process.kill(pid, "SIGUSR2");
  for (let attempt = 0; attempt < 200; attempt++) {
    const bytes = memoryLine.readAll(readFileSync(logFile, "utf8"))[before];
    if (bytes !== undefined) return bytes;
    await sleep(25);
  }
  throw new Error(`Process ${pid} did not say how much memory it uses.`);
}
