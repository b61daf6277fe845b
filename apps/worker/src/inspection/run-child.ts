import { fileURLToPath } from "node:url";
import type { VersionFinding } from "@mosis/domain";
import { type ChildFailure, type ChildLimits, createChildRunner } from "../bounded-child/child-runner.ts";
import { ChildAnswer } from "./child-answer.ts";
import { cpuLimit, crashed, nothingBut, timeout } from "./child-findings.ts";

export { childAllocator, childEngine } from "../bounded-child/child-runner.ts";

export const childLimits: ChildLimits = {
  heapMebibytes: 192,
  dataMebibytes: 1024,
  cpuSeconds: 60,
  timeoutMs: 120_000,
};

const inspector = createChildRunner({
  program: fileURLToPath(new URL("./inspect-child.ts", import.meta.url)),
  limits: childLimits,
  parse: (message) => ChildAnswer.safeParse(message).data,
});

/** Starts the child of the next inspection ahead: loading its program takes longer than inspecting most packages. */
export function prepareChild(): void {
  inspector.prepare();
}

/**
 * Inspects a file in a process of its own. Whatever happens to it, the answer is findings.
 *
 * @throws when no such process can be started, which says nothing about the package
 */
export async function runChild(
  file: string,
  options: { signal?: AbortSignal; limits?: ChildLimits; program?: string } = {},
): Promise<ChildAnswer> {
  const { answer, failure } = await inspector.run(file, options);
  return answer ?? nothingBut(findingOf(failure, options.limits ?? childLimits));
}

/** What is said of a package whose inspection gave no answer. */
function findingOf(failure: ChildFailure, limits: ChildLimits): VersionFinding {
  if (failure === "timeout") return timeout(limits.timeoutMs / 1000);
  return failure === "cpu_limit" ? cpuLimit(limits.cpuSeconds) : crashed;
}
