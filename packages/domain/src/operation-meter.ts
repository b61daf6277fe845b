import type { AppId } from "./ids.ts";
import { packagedAppIn } from "./object-keys.ts";
import type { Operations } from "./usage.ts";

/** A call to storage as it is billed. */
export interface StorageCall {
  class: "a" | "b";
  /** Of the object; null for calls about the bucket. */
  key: string | null;
  /** Bytes that leave with it. */
  egressBytes?: number;
}

/** Calls about an app's packages; without an app, those of the store itself. */
export interface AppOperations extends Operations {
  appId: AppId | null;
}

/** Counts a process's calls to storage until they are handed over. */
export interface OperationMeter {
  count(call: StorageCall): void;
  /** What has been counted since the last time, which is forgotten here. */
  take(): AppOperations[];
  /** Adds what could not be handed over, so that the next time has it. */
  giveBack(counts: readonly AppOperations[]): void;
}

export function createOperationMeter(): OperationMeter {
  let counts = new Map<AppId | null, AppOperations>();

  function add({ appId, classA, classB, egressBytes }: AppOperations): void {
    const known = counts.get(appId) ?? { appId, classA: 0, classB: 0, egressBytes: 0 };
    counts.set(appId, {
      appId,
      classA: known.classA + classA,
      classB: known.classB + classB,
      egressBytes: known.egressBytes + egressBytes,
    });
  }

  return {
    count: ({ class: billed, key, egressBytes = 0 }) =>
      add({
        appId: key === null ? null : packagedAppIn(key),
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
