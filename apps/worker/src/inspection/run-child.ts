import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { VersionFinding } from "@mosis/domain";
import { accepted, ChildAnswer } from "./child-answer.ts";
import { cpuLimit, crashed, nothingBut, timeout } from "./child-findings.ts";

export interface ChildLimits {
  /** JavaScript heap, in MiB. */
  heapMebibytes: number;
  /**
   * All private memory of the process, buffers outside the heap included, in MiB (RLIMIT_DATA). About 560 of it are
   * what Node sets aside for itself and does not touch, mostly for its threads.
   */
  dataMebibytes: number;
  /** Processor time of all threads together, in whole seconds (RLIMIT_CPU). */
  cpuSeconds: number;
  /** Wall clock, in milliseconds. */
  timeoutMs: number;
}

export const childLimits: ChildLimits = {
  heapMebibytes: 192,
  dataMebibytes: 1024,
  cpuSeconds: 60,
  timeoutMs: 120_000,
};

const childProgram = fileURLToPath(new URL("./inspect-child.ts", import.meta.url));

/**
 * A short life with thousands of buffers: a young generation of this size, in MiB, leaves little for the garbage
 * collector to do, nobody waits for it to be done in small steps, and the slowest of the compilers costs more than its
 * code gains before the end.
 */
export const childEngine = ["--min-semi-space-size=8", "--no-incremental-marking", "--no-opt"];

/**
 * Keeps what was freed for the next buffer (mallopt(3), in bytes): otherwise each one of more than 128 kB is taken from
 * the kernel and given back, page by page. Other C libraries than glibc do not look at it.
 */
export const childAllocator = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "33554432",
  MALLOC_TRIM_THRESHOLD_: "33554432",
};

/**
 * Where the children keep compiled code, so that only the first has to strip types and compile: most of the time that
 * a small package takes. A folder of this process alone: whoever could write there would decide what code runs.
 */
let codeCache: string | null = null;
function codeCacheFolder(): string {
  if (codeCache !== null) return codeCache;
  const folder = mkdtempSync(join(tmpdir(), "mosis-code-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  codeCache = folder;
  return folder;
}

/**
 * Node has no setrlimit; every POSIX shell does. Everything that varies is a parameter, nothing is put into the
 * script. The signal of the soft CPU limit tells what happened, the hard one ends a process that ignores it. No core
 * files: they would be as large as the process.
 */
const limiter = `
ulimit -c 0 && ulimit -S -t "$1" && ulimit -H -t "$2" && ulimit -d "$3" || exit 125
shift 3
unset PWD OLDPWD SHLVL _
exec "$@"`;
/** What a shell gives when the limits could not be set (ours), or the program could not be started (POSIX). */
const notStarted = new Set([125, 126, 127]);

function startChild(program: string, limits: ChildLimits): ChildProcess {
  const { cpuSeconds, dataMebibytes, heapMebibytes } = limits;
  const rlimits = [cpuSeconds, cpuSeconds + 2, dataMebibytes * 1024].map(String);
  const node = [process.execPath, `--max-old-space-size=${heapMebibytes}`, ...childEngine, program];
  return spawn("/bin/sh", ["-c", limiter, "sh", ...rlimits, ...node], {
    env: { NODE_COMPILE_CACHE: codeCacheFolder(), ...childAllocator },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "json",
  });
}

let standby: ChildProcess | undefined;

/**
 * Starts the child of the next inspection ahead, unless one waits already: loading its program takes longer than
 * inspecting most packages. It has seen nothing yet, inspects one file like any other, and ends with this process.
 */
export function prepareChild(): void {
  if (standby) return;
  const child = startChild(childProgram, childLimits);
  const forget = () => {
    if (standby === child) standby = undefined;
  };
  child.once("exit", forget).once("error", forget);
  child.unref();
  child.channel?.unref();
  standby = child;
}

function takeStandby(): ChildProcess | undefined {
  const child = standby;
  standby = undefined;
  child?.ref();
  child?.channel?.ref();
  return child;
}

/**
 * Inspects a file in a process with nothing of ours in its environment and bounds on memory, processor time and time.
 * Whatever happens to it, the answer is findings.
 *
 * @throws when no such process can be started, which says nothing about the package
 */
export async function runChild(
  file: string,
  options: { signal?: AbortSignal; limits?: ChildLimits; program?: string } = {},
): Promise<ChildAnswer> {
  const { signal, limits = childLimits, program = childProgram } = options;
  signal?.throwIfAborted();
  const waiting = options.program || options.limits ? undefined : takeStandby();
  const answer =
    (waiting && (await hand(file, waiting, limits, signal))) ??
    (await hand(file, startChild(program, limits), limits, signal));
  return answer ?? nothingBut(crashed);
}

/**
 * Has a child inspect a file, and ends it with its answer: what it would do on the way out is of use to nobody. Gives
 * null when it ended before it took the file, which then is not to blame.
 */
async function hand(
  file: string,
  child: ChildProcess,
  limits: ChildLimits,
  signal: AbortSignal | undefined,
): Promise<ChildAnswer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildAnswer | null>();
  let isAccepted = false;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, limits.timeoutMs);
  const abort = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", abort, { once: true });
  child.on("message", (message) => {
    if (message === accepted) {
      isAccepted = true;
      return;
    }
    child.kill("SIGKILL");
    resolve(ChildAnswer.safeParse(message).data ?? nothingBut(crashed));
  });
  child.once("error", reject);
  // One that has just ended cannot be told; its end is all that matters.
  child.send(file, () => {});
  child.once("exit", (code, killedBy) => {
    if (signal?.aborted) return reject(signal.reason);
    if (code !== null && notStarted.has(code)) {
      return reject(new Error(`The inspecting process could not be started (exit code ${code}).`));
    }
    const failure = failureOf(killedBy, timedOut, limits);
    resolve(failure === crashed && !isAccepted ? null : nothingBut(failure));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** What became of a child that ended without an answer. */
function failureOf(killedBy: NodeJS.Signals | null, timedOut: boolean, limits: ChildLimits): VersionFinding {
  if (timedOut) return timeout(limits.timeoutMs / 1000);
  return killedBy === "SIGXCPU" ? cpuLimit(limits.cpuSeconds) : crashed;
}
