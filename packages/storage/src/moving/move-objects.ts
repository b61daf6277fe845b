import { setTimeout as sleep } from "node:timers/promises";
import { isDomainError } from "@mosis/domain";
import { type Comparison, compareSides, type Pair, pairsToDo } from "./compare-sides.ts";
import type { MoveRecord } from "./move-record.ts";
import { type Outcome, settleObject } from "./settle-object.ts";
import type { Side, Source } from "./side.ts";
import { TransferMismatch } from "./transfer-object.ts";

/** How often one object is tried. */
const attempts = 6;
/** A store in use always has something new; that much is left to the next run. */
const mostPasses = 5;
/** As many of the objects that could not be moved are named. */
const namedFailures = 100;

/** How far a pass is. Totals are those of its beginning. */
export interface MoveProgress {
  pass: number;
  objects: number;
  totalObjects: number;
  /** As they were read on the old side; back to where they were when an object has to be read again. */
  bytes: number;
  totalBytes: number;
}

export interface Moved {
  outcomes: Record<Outcome, number>;
  copiedBytes: number;
  passes: number;
  /** How the two sides compared after the last pass; `todo` is what came or changed since, or failed. */
  left: Comparison;
  failures: { key: string; reason: string }[];
}

/**
 * Copies what the old side has to the new one, some objects at a time, again and again until there is nothing new.
 *
 * @param options.onProgress called whenever a figure of the one object it is given changes.
 * @throws DomainError `service_unavailable` when a side stays away; the signal's reason. What was copied until then is
 *   in the record.
 */
export async function moveObjects(options: {
  from: Source;
  to: Side;
  record: MoveRecord;
  isSwitched: boolean;
  /** Objects at a time; each takes up to 16 MiB of memory. */
  concurrency: number;
  signal: AbortSignal;
  /** Milliseconds before an object is tried for the second time; each wait is twice the one before. */
  firstWaitMs?: number;
  onProgress?: (progress: Readonly<MoveProgress>) => void;
}): Promise<Moved> {
  const { from, to, record, isSwitched, signal } = options;
  const sides = { from, to, settled: record.settled, isSwitched, signal };
  const outcomes = { copied: 0, equal: 0, own: 0, vanished: 0, changed: 0, differs: 0 };
  const moved: Moved = { outcomes, copiedBytes: 0, passes: 0, left: await compareSides(sides), failures: [] };
  while (moved.left.todo > 0 && moved.passes < mostPasses) {
    moved.passes++;
    moved.failures = [];
    outcomes.differs = 0;
    const settledBefore = settledIn(outcomes);
    await makePass(options, moved);
    moved.left = await compareSides(sides);
    if (settledIn(outcomes) === settledBefore) break;
  }
  return moved;
}

/** What the passes came to terms with; a pass that adds nothing has no use for another one. */
function settledIn({ differs: _, ...others }: Moved["outcomes"]): number {
  return Object.values(others).reduce((sum, count) => sum + count, 0);
}

/** What a run would have to do. */
export function surveyMove(
  options: Pick<Parameters<typeof moveObjects>[0], "from" | "to" | "record" | "isSwitched" | "signal">,
): Promise<Comparison> {
  return compareSides({ ...options, settled: options.record.settled });
}

async function makePass(options: Parameters<typeof moveObjects>[0], moved: Moved): Promise<void> {
  const { record, isSwitched, concurrency, firstWaitMs = 250, onProgress = () => {} } = options;
  // One that fails for good ends the others.
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const { todo: totalObjects, todoBytes: totalBytes } = moved.left;
  const progress: MoveProgress = { pass: moved.passes, objects: 0, totalObjects, bytes: 0, totalBytes };
  const pairs = pairsToDo({ ...options, settled: record.settled, isSwitched, signal });

  async function settle(pair: Pair): Promise<void> {
    const { key, size } = pair.source;
    const start = { bytes: 0 };
    const onBytes = (bytes: number) => {
      start.bytes += bytes;
      progress.bytes += bytes;
      onProgress(progress);
    };
    try {
      const outcome = await insistently({ signal, firstWaitMs }, () => {
        progress.bytes -= start.bytes;
        start.bytes = 0;
        return settleObject(options, pair, { signal, onBytes });
      });
      moved.outcomes[outcome]++;
      if (outcome === "copied") moved.copiedBytes += size;
      if (outcome === "differs")
        fail(key, "The two sides have different bytes there, which nothing should change.");
    } catch (error) {
      if (!(error instanceof TransferMismatch)) throw error;
      fail(key, error.message);
    }
    progress.objects++;
    progress.bytes += size - start.bytes;
    onProgress(progress);
  }

  function fail(key: string, reason: string): void {
    if (moved.failures.length < namedFailures) moved.failures.push({ key, reason });
  }

  async function lane(): Promise<void> {
    try {
      for await (const pair of { [Symbol.asyncIterator]: () => ({ next: () => pairs.next() }) })
        await settle(pair);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane));
  options.signal.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  const rejected = lanes.find((lane) => lane.status === "rejected");
  if (rejected) throw rejected.reason;
}

/** Tries again while a side does not answer, or an object did not arrive as it was sent. */
async function insistently<Result>(
  { signal, firstWaitMs }: { signal: AbortSignal; firstWaitMs: number },
  act: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      signal.throwIfAborted();
      const mayPass = isDomainError(error, "service_unavailable") || error instanceof TransferMismatch;
      if (!mayPass || attempt === attempts) throw error;
      await sleep(firstWaitMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => {});
    }
  }
}
