import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accepted } from "./accepted.ts";

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

/** How a child ended without an answer to rely on. */
export type ChildFailure = "crashed" | "timeout" | "cpu_limit";

export type ChildOutcome<Answer> =
  | { readonly answer: Answer; readonly failure: null }
  | { readonly answer: null; readonly failure: ChildFailure };

/** A program that is run in processes of its own, and what is believed of what it says. */
export interface ChildProgram<Answer> {
  /** A file that Node runs. It gets one message, says `accepted`, answers with another one, and is ended. */
  readonly program: string;
  readonly limits: ChildLimits;
  /** The answer in a message; undefined when it is none. */
  readonly parse: (message: unknown) => Answer | undefined;
}

export interface ChildRunner<Answer> {
  /**
   * Starts the child of the next run ahead, unless one waits already: loading its program may take longer than its
   * work. It has seen nothing yet, does one piece of work like any other, and ends with this process.
   */
  prepare(): void;
  /**
   * Has a process with nothing of ours in its environment, and bounds on memory, processor time and time, do one piece
   * of work. Whatever happens to it is an outcome.
   *
   * @throws when no such process can be started, which says nothing about the work
   */
  run(
    work: unknown,
    options?: { signal?: AbortSignal | undefined; limits?: ChildLimits; program?: string },
  ): Promise<ChildOutcome<Answer>>;
}

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

export function createChildRunner<Answer>({
  program: ownProgram,
  limits: ownLimits,
  parse,
}: ChildProgram<Answer>): ChildRunner<Answer> {
  let standby: ChildProcess | undefined;

  function takeStandby(): ChildProcess | undefined {
    const child = standby;
    standby = undefined;
    child?.ref();
    child?.channel?.ref();
    return child;
  }

  return {
    prepare() {
      if (standby) return;
      const child = startChild(ownProgram, ownLimits);
      const forget = () => {
        if (standby === child) standby = undefined;
      };
      child.once("exit", forget).once("error", forget);
      child.unref();
      child.channel?.unref();
      standby = child;
    },
    async run(work, { signal, limits = ownLimits, program = ownProgram } = {}) {
      signal?.throwIfAborted();
      const isOwn = program === ownProgram && limits === ownLimits;
      const waiting = isOwn ? takeStandby() : undefined;
      const outcome =
        (waiting && (await hand(work, waiting, limits, parse, signal))) ??
        (await hand(work, startChild(program, limits), limits, parse, signal));
      return outcome ?? failed("crashed");
    },
  };
}

const failed = (failure: ChildFailure) => ({ answer: null, failure });

/**
 * Hands work to a child, and ends it with its answer: what it would do on the way out is of use to nobody. Gives null
 * when it ended before it took the work, which then is not to blame.
 */
async function hand<Answer>(
  work: unknown,
  child: ChildProcess,
  limits: ChildLimits,
  parse: ChildProgram<Answer>["parse"],
  signal: AbortSignal | undefined,
): Promise<ChildOutcome<Answer> | null> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildOutcome<Answer> | null>();
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
    const answer = parse(message);
    resolve(answer === undefined ? failed("crashed") : { answer, failure: null });
  });
  child.once("error", reject);
  // One that has just ended cannot be told; its end is all that matters.
  child.send(work as object, () => {});
  child.once("exit", (code, killedBy) => {
    if (signal?.aborted) return reject(signal.reason);
    if (code !== null && notStarted.has(code)) {
      return reject(new Error(`The process could not be started (exit code ${code}).`));
    }
    const failure = timedOut ? "timeout" : killedBy === "SIGXCPU" ? "cpu_limit" : "crashed";
    resolve(failure === "crashed" && !isAccepted ? null : failed(failure));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
