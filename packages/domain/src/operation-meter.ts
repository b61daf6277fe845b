import type { DeveloperId } from "./ids.ts";
import { developerIdIn } from "./object-keys.ts";
import type { OperationCount } from "./usage.ts";

/** A call to storage as it is billed. */
export interface StorageCall {
  class: "a" | "b";
  /** Of the object; null for calls about the bucket. */
  key: string | null;
  /** Bytes that leave with it. */
  egressBytes?: number;
}

/** Counts a process's calls to storage until they are handed over. */
export interface OperationMeter {
  count(call: StorageCall): void;
  /** What has been counted since the last time, which is forgotten here. */
  take(): OperationCount[];
  /** Adds what could not be handed over, so that the next time has it. */
  giveBack(counts: readonly OperationCount[]): void;
}

export function createOperationMeter(): OperationMeter {
  let counts = new Map<DeveloperId | null, OperationCount>();

  function add({ developerId, classA, classB, egressBytes }: OperationCount): void {
    const known = counts.get(developerId) ?? { developerId, classA: 0, classB: 0, egressBytes: 0 };
    counts.set(developerId, {
      developerId,
      classA: known.classA + classA,
      classB: known.classB + classB,
      egressBytes: known.egressBytes + egressBytes,
    });
  }

  return {
    count: ({ class: billed, key, egressBytes = 0 }) =>
      add({
        developerId: key === null ? null : developerIdIn(key),
        classA: billed === "a" ? 1 : 0,
        classB: billed === "b" ? 1 : 0,
        egressBytes,
      }),
    take() {
      const taken = [...counts.values()];
      counts = new Map();
      return taken;
    },
    giveBack(back) {
      for (const count of back) add(count);
    },
  };
}
