import type { Signals } from "../alert.ts";
import { type JobName, type QueueName, queueOf } from "../jobs.ts";
import type { Ports } from "../ports/ports.ts";
import type { JobCount } from "../ports/queries.ts";
import { readSignals } from "./alerts.ts";

/** Jobs of a queue that are to be done. */
export interface QueueStanding {
  queue: QueueName;
  /** In the outbox, not yet in the queue. */
  waiting: number;
  handedOver: number;
  /** Since the oldest of them was added; 0 when there is none. */
  oldestSeconds: number;
}

const queueNames = [...new Set(Object.values(queueOf))];

/** Every queue, busy or not, of the outbox' counts by name. Names that this release does not know are in no queue. */
export function standingOfQueues(counts: readonly JobCount[], at: Date): QueueStanding[] {
  return queueNames.map((queue) => {
    const own = counts.filter(
      ({ name }) => Object.hasOwn(queueOf, name) && queueOf[name as JobName] === queue,
    );
    const oldest = own.map(({ oldest: since }) => since.getTime());
    return {
      queue,
      waiting: own.reduce((sum, { waiting }) => sum + waiting, 0),
      handedOver: own.reduce((sum, { handedOver }) => sum + handedOver, 0),
      oldestSeconds: oldest.length === 0 ? 0 : Math.max(0, (at.getTime() - Math.min(...oldest)) / 1000),
    };
  });
}

/** The whole store in numbers, for Prometheus: asked of the database, a few times a minute. */
export async function measureStore(ports: Ports): Promise<{
  signals: Signals;
  queues: QueueStanding[];
  failedJobs: number;
  storedBytes: number | null;
}> {
  const { db, clock } = ports;
  const [signals, counts, standing, last] = await Promise.all([
    readSignals(ports),
    db.queries.countJobs(),
    db.queries.countStanding(),
    db.queries.findLastDay(),
  ]);
  return {
    signals,
    queues: standingOfQueues(counts, clock.now()),
    failedJobs: standing.failedJobs,
    storedBytes: last?.storedBytes ?? null,
  };
}
