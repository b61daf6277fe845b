import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { VersionFinding } from "@mosis/domain";
import { ChildAnswer } from "./child-answer.ts";

export interface ChildLimits {
  /** JavaScript heap, in MiB. */
  heapMebibytes: number;
  /** Wall clock, in milliseconds. */
  timeoutMs: number;
}

export const childLimits: ChildLimits = { heapMebibytes: 192, timeoutMs: 120_000 };

const childProgram = fileURLToPath(new URL("./inspect-child.ts", import.meta.url));

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
  const child = fork(program, [file], {
    env: {},
    execArgv: [`--max-old-space-size=${limits.heapMebibytes}`],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "json",
  });
  const { promise, resolve, reject } = Promise.withResolvers<ChildAnswer>();
  let answer: unknown;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, limits.timeoutMs);
  const abort = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", abort, { once: true });
  child.once("message", (message) => {
    answer = message;
  });
  child.once("error", reject);
  child.once("exit", (code) => {
    if (signal?.aborted) return reject(signal.reason);
    if (timedOut) return resolve(nothingBut(timeoutFinding(limits)));
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
