import type { Signals } from "@mosis/domain";
import { Gauge } from "prom-client";
import type { Metrics } from "./metrics/metrics.ts";

/** How the whole store stands. */
export interface StoreNumbers {
  signals: Signals;
  /** Jobs that are to be done, by queue; `oldestSeconds` since the first of them was added. */
  queues: readonly { queue: string; waiting: number; handedOver: number; oldestSeconds: number }[];
  failedJobs: number;
  /** Null before the first look at what is stored. */
  storedBytes: number | null;
}

/**
 * Numbers of the whole store among a process's metrics. They are asked of the database when they are scraped, once in
 * `keepMs` (default 5 s) at most however often that is. Where they cannot be had they are absent, not old.
 */
export function createStoreGauges(options: {
  metrics: Metrics;
  measure: () => Promise<StoreNumbers>;
  onError: (error: unknown) => void;
  keepMs?: number;
}): void {
  const { metrics, measure, onError, keepMs = 5_000 } = options;
  let last: { at: number; numbers: Promise<StoreNumbers | null> } | undefined;
  function numbers(): Promise<StoreNumbers | null> {
    if (!last || performance.now() - last.at >= keepMs) {
      const measuring = measure().catch((error: unknown) => {
        onError(error);
        return null;
      });
      last = { at: performance.now(), numbers: measuring };
    }
    return last.numbers;
  }

  type Shown = [labels: Record<string, string>, value: number | null][];
  const gauge = (
    name: string,
    help: string,
    labelNames: readonly string[],
    shown: (numbers: StoreNumbers) => Shown,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [metrics.registry],
      async collect() {
        const at = await numbers();
        this.reset();
        // A gauge without labels would stand at 0, which is a number too.
        if (labelNames.length === 0) this.remove();
        for (const [labels, value] of at ? shown(at) : []) if (value !== null) this.set(labels, value);
      },
    });

  gauge(
    "mosis_signal",
    "What alerts look at, by name: shares from 0 to 1, seconds, or a count",
    ["signal"],
    (at) => Object.entries(at.signals).map(([signal, value]) => [{ signal }, value]),
  );
  gauge(
    "mosis_queue_jobs",
    "Jobs to be done by queue: waiting to be handed over, or handed_over to Redis",
    ["queue", "state"],
    (at) =>
      at.queues.flatMap(
        ({ queue, waiting, handedOver }): Shown => [
          [{ queue, state: "waiting" }, waiting],
          [{ queue, state: "handed_over" }, handedOver],
        ],
      ),
  );
  gauge("mosis_queue_oldest_seconds", "Age of the oldest job to be done by queue", ["queue"], (at) =>
    at.queues.map(({ queue, oldestSeconds }) => [{ queue }, oldestSeconds]),
  );
  gauge("mosis_outbox_pending", "Jobs in the outbox that are to be done", [], (at) => [
    [{}, at.queues.reduce((sum, { waiting, handedOver }) => sum + waiting + handedOver, 0)],
  ]);
  gauge("mosis_jobs_given_up", "Jobs that are not tried any more and wait for an admin", [], (at) => [
    [{}, at.failedJobs],
  ]);
  gauge("mosis_stored_bytes", "Bytes that are stored, by the last look of the account", [], (at) => [
    [{}, at.storedBytes],
  ]);
}
