import type { VersionFinding } from "@mosis/domain";
import type { ChildAnswer } from "./child-answer.ts";

/** What there is to say about a package when the process that inspected it gave no answer to rely on. */
export function nothingBut(finding: VersionFinding): ChildAnswer {
  return { manifest: null, contents: { files: 0, bytes: 0 }, files: [], findings: [finding] };
}

export const crashed: VersionFinding = {
  code: "inspection_crashed",
  severity: "error",
  path: null,
  message: "The inspection of this package broke off: it needs more memory than allowed, or cannot be read.",
  fix: "Build the package again with a plain ZIP program, with fewer or smaller files, then upload it again.",
};

export const timeout = (seconds: number): VersionFinding => ({
  code: "inspection_timeout",
  severity: "error",
  path: null,
  message: `The inspection of this package took longer than ${seconds} seconds.`,
  fix: "Put fewer or smaller files into the package, then upload it again.",
});

export const cpuLimit = (seconds: number): VersionFinding => ({
  code: "inspection_cpu_limit",
  severity: "error",
  path: null,
  message: `The inspection of this package needed more than ${seconds} seconds of processor time.`,
  fix: "Put fewer or smaller files into the package, then upload it again.",
});
