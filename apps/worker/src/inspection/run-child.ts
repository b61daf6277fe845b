import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { VersionFinding } from "@mosis/domain";
import { ChildAnswer } from "./child-answer.ts";
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
  /** How long the child may live on once it has answered, in milliseconds. */
  farewellMs: number;
}

export const childLimits: ChildLimits = {
  heapMebibytes: 192,
  dataMebibytes: 1024,
  cpuSeconds: 60,
  timeoutMs: 120_000,
  farewellMs: 5_000,
};

const childProgram = fileURLToPath(new URL("./inspect-child.ts", import.meta.url));

/**
 * A short life with thousands of buffers: a young generation of this size, in MiB, leaves little for the garbage
 * collector to do, and nobody waits for it to be done in small steps.
 */
const collector = ["--min-semi-space-size=8", "--no-incremental-marking"];

/**
 * Keeps what was freed for the next buffer (mallopt(3), in bytes): otherwise each one of more than 128 kB is taken from
 * the kernel and given back, page by page. Other C libraries than glibc do not look at it.
 */
const allocator = {
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
  const { cpuSeconds, dataMebibytes, heapMebibytes } = limits;
  const rlimits = [cpuSeconds, cpuSeconds + 2, dataMebibytes * 1024].map(String);
  const node = [process.execPath, `--max-old-space-size=${heapMebibytes}`, ...collector, program, file];
  const child = spawn("/bin/sh", ["-c", limiter, "sh", ...rlimits, ...node], {
    env: { NODE_COMPILE_CACHE: codeCacheFolder(), ...allocator },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "json",
  });
  const { promise, resolve, reject } = Promise.withResolvers<ChildAnswer>();
  let answer: unknown;
  let timedOut = false;
  const endIn = (milliseconds: number) =>
    setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, milliseconds);
  let timer = endIn(limits.timeoutMs);
  const abort = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", abort, { once: true });
  child.once("message", (message) => {
    answer = message;
    clearTimeout(timer);
    timer = endIn(limits.farewellMs);
  });
  child.once("error", reject);
  child.once("exit", (code, killedBy) => {
    if (signal?.aborted) return reject(signal.reason);
    if (code !== null && notStarted.has(code)) {
      return reject(new Error(`The inspecting process could not be started (exit code ${code}).`));
    }
    const failure = failureOf(code, killedBy, timedOut, limits);
    const parsed = ChildAnswer.safeParse(answer);
    resolve(failure === null && parsed.success ? parsed.data : nothingBut(failure ?? crashed));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function failureOf(
  code: number | null,
  killedBy: NodeJS.Signals | null,
  timedOut: boolean,
  limits: ChildLimits,
): VersionFinding | null {
  if (timedOut) return timeout(limits.timeoutMs / 1000);
  if (killedBy === "SIGXCPU") return cpuLimit(limits.cpuSeconds);
  return code === 0 ? null : crashed;
}
