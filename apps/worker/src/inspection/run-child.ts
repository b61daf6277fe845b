import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { VersionFinding } from "@mosis/domain";
import { accepted, ChildAnswer } from "./child-answer.ts";

export interface ChildLimits {
  /** JavaScript heap, in MiB. */
  heapMebibytes: number;
  /** Wall clock, in milliseconds. */
  timeoutMs: number;
}

export const childLimits: ChildLimits = { heapMebibytes: 192, timeoutMs: 120_000 };

const childProgram = fileURLToPath(new URL("./inspect-child.ts", import.meta.url));

function startChild(program: string, limits: ChildLimits): ChildProcess {
  return fork(program, [], {
    env: {},
    execArgv: [`--max-old-space-size=${limits.heapMebibytes}`],
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
 * Inspects a file in a process with nothing of ours in its environment and bounds on memory and time. Whatever
 * happens to it, the answer is findings.
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
  return answer ?? nothingBut(crashFinding);
}

/** Has a child inspect a file. Gives null when it ended before it took the file, which then is not to blame. */
async function hand(
  file: string,
  child: ChildProcess,
  limits: ChildLimits,
  signal: AbortSignal | undefined,
): Promise<ChildAnswer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildAnswer | null>();
  let answer: unknown;
  let isAccepted = false;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, limits.timeoutMs);
  const abort = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", abort, { once: true });
  child.on("message", (message) => {
    if (message === accepted) isAccepted = true;
    else answer ??= message;
  });
  child.once("error", reject);
  // One that has just ended cannot be told; its end is all that matters.
  child.send(file, () => {});
  child.once("exit", (code) => {
    if (signal?.aborted) return reject(signal.reason);
    if (timedOut) return resolve(nothingBut(timeoutFinding(limits)));
    if (!isAccepted && answer === undefined) return resolve(null);
    const parsed = ChildAnswer.safeParse(answer);
    resolve(code === 0 && parsed.success ? parsed.data : nothingBut(crashFinding));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function nothingBut(finding: VersionFinding): ChildAnswer {
  return { manifest: null, contents: { files: 0, bytes: 0 }, findings: [finding] };
}

const crashFinding: VersionFinding = {
  code: "inspection_crashed",
  severity: "error",
  path: null,
  message: "The inspection of this package broke off: it needs more memory than allowed, or cannot be read.",
  fix: "Build the package again with a plain ZIP program, with fewer or smaller files, then upload it again.",
};

const timeoutFinding = (limits: ChildLimits): VersionFinding => ({
  code: "inspection_timeout",
  severity: "error",
  path: null,
  message: `The inspection of this package took longer than ${limits.timeoutMs / 1000} seconds.`,
  fix: "Put fewer or smaller files into the package, then upload it again.",
});
