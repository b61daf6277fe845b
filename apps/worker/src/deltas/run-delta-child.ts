import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type ChildFailure, type ChildLimits, createChildRunner } from "../bounded-child/child-runner.ts";
import { DeltaAnswer, type DeltaWork } from "./delta-answer.ts";

/**
 * The process holds less than 1.5 GiB at the largest contents that deltas are made of (`deltaLimits` of @mosis/delta);
 * the rest of `dataMebibytes` is what Node sets aside and does not touch.
 */
export const deltaChildLimits: ChildLimits = {
  heapMebibytes: 256,
  dataMebibytes: 2304,
  cpuSeconds: 180,
  timeoutMs: 360_000,
};

const maker = createChildRunner({
  program: fileURLToPath(new URL("./delta-child.ts", import.meta.url)),
  limits: deltaChildLimits,
  parse: (message) => DeltaAnswer.safeParse(message).data,
});

export type DeltaOutcome = DeltaAnswer | { readonly made: false; readonly reason: ChildFailure };

/**
 * Makes a delta in a process of its own: writes it and the canonical list of the target's contents to `delta` and
 * `contents`, which must not exist yet. The delta was applied before it is said to be made. When there is none, neither
 * file is there, and there is a reason; a full download serves.
 *
 * @throws when no such process can be started, and with the signal's reason
 */
export async function runDeltaChild(
  work: DeltaWork,
  options: { signal?: AbortSignal; limits?: ChildLimits; program?: string } = {},
): Promise<DeltaOutcome> {
  let made = false;
  try {
    const { answer, failure } = await maker.run(work, options);
    made = answer?.made ?? false;
    return answer ?? { made: false, reason: failure };
  } finally {
    // A child that was ended leaves what it had written.
    if (!made) await Promise.all([work.delta, work.contents].map((file) => rm(file, { force: true })));
  }
}
