import { setTimeout as wait } from "node:timers/promises";
import { isDomainError, type OutboxEntry, type OutboxRelay } from "@mosis/domain";
import type { JobQueues } from "./job-queues.ts";
import type { Logger } from "./logger.ts";
import { jobIdOf } from "./outbox-job-id.ts";

export interface OutboxRelayOptions {
  relay: OutboxRelay;
  queues: Pick<JobQueues, "enqueueAll">;
  logger?: Logger;
  /** Milliseconds between two looks without a notification; default a second. */
  intervalMs?: number;
  /** Entries handed over at once; default 200. */
  batchSize?: number;
  /**
   * Milliseconds after which an entry that is not done is handed over again; longer than handing over a batch takes.
   * Default a minute. It bounds how long work rests after the queues have lost their memory.
   */
  leaseMs?: number;
}

/**
 * Carries jobs from committed transactions to the queues, until it is closed. It looks when it is told that something
 * was committed, and every now and then anyway. Any number of relays may run at once: each entry is claimed by one.
 *
 * An entry is handed over again and again until its job has been done. That is one job under one id as long as the
 * queues remember it, and brings it back when they do not. While the queues or the database do not answer it holds
 * what it has claimed and tries again.
 */
export function startOutboxRelay(options: OutboxRelayOptions): { close(): Promise<void> } {
  const { relay, queues, logger, intervalMs = 1_000, batchSize = 200, leaseMs = 60_000 } = options;
  const closing = new AbortController();
  let claimed: OutboxEntry[] = [];
  let wake = () => {};
  let isAwake = true;
  let isTroubled = false;

  const unsubscribe = relay.onOutbox(() => {
    isAwake = true;
    wake();
  });

  /** Hands over one batch; gives whether more may be waiting. */
  async function handOver(): Promise<boolean> {
    if (claimed.length === 0) claimed = await relay.claimOutbox(batchSize, leaseMs);
    if (claimed.length === 0) return false;
    await queues.enqueueAll(
      claimed.map((entry) => ({ id: jobIdOf(entry), job: entry.job, trace: entry.trace })),
    );
    const isFull = claimed.length === batchSize;
    claimed = [];
    return isFull;
  }

  async function pause(): Promise<void> {
    if (isAwake || closing.signal.aborted) return;
    const woken = Promise.withResolvers<void>();
    wake = woken.resolve;
    const timer = setTimeout(woken.resolve, intervalMs);
    await woken.promise;
    clearTimeout(timer);
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      isAwake = false;
      try {
        while (!closing.signal.aborted && (await handOver()));
        if (isTroubled) logger?.info({}, "the outbox is handed over again");
        isTroubled = false;
      } catch (error) {
        if (!isTroubled)
          logger?.warn({ err: rootOf(error) }, "the outbox cannot be handed over; trying again");
        isTroubled = true;
        // Notifications must not turn an outage into a busy loop.
        await wait(intervalMs, undefined, { signal: closing.signal }).catch(() => {});
      }
      await pause();
    }
  }

  const running = run();
  return {
    /** Finishes the batch at hand. What it could not hand over is claimed by others after the lease. */
    async close() {
      closing.abort();
      unsubscribe();
      wake();
      await running;
    },
  };
}

/** The cause says more than "a part of the store does not answer". */
function rootOf(error: unknown): unknown {
  return isDomainError(error) ? (error.cause ?? error) : error;
}
