import { DomainError, type Job, type QueueName, queueOf } from "@mosis/domain";
import { type JobsOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Logger } from "./logger.ts";
import { connectRedis, disconnectRedis, isConnectionError } from "./redis-connection.ts";
import { maxAttempts } from "./retry-policy.ts";

/** Jobs wait and retry under these; the delays themselves are the runner's (`retryDelay`). */
const jobOptions: JobsOptions = {
  attempts: maxAttempts,
  backoff: { type: "growing" },
  // What became of a job stands in the outbox. One that stayed here would swallow the next delivery of its entry.
  removeOnComplete: true,
  removeOnFail: true,
};

/** A job and the name of this one piece of work. */
export interface QueuedJob {
  id: string;
  job: Job;
  /** The trace it belongs to, as a W3C `traceparent`: handed to whoever runs it. */
  trace?: string | null;
}

/** The way into the queues. */
export interface JobQueues {
  /**
   * Queues a job. The id names this piece of work: queueing it again does nothing as long as it waits or runs. It
   * has no colon and is not all digits (both mean something to BullMQ).
   * @throws DomainError `service_unavailable` when Redis does not answer; the job may have been queued or not.
   */
  enqueue(job: Job, options: { id: string }): Promise<void>;
  /** Queues many at once, in their order within each queue. */
  enqueueAll(jobs: readonly QueuedJob[]): Promise<void>;
  /** @throws what keeps Redis from answering. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

type Queues = Record<QueueName, Queue>;

/** The queues on a Redis. Nothing connects before the first job is queued. */
export function createJobQueues(options: { redisUrl: string; logger?: Logger }): JobQueues {
  let redis: Redis | undefined;
  let opening: Promise<Queues> | undefined;
  let isClosed = false;

  async function open(): Promise<Queues> {
    // Who queues a job wants to know soon that it cannot be done: one attempt more, then an error.
    redis ??= connectRedis(options.redisUrl, options.logger, { maxRetriesPerRequest: 1 });
    // A BullMQ queue that is made while Redis is away waits for it without end, or fails for ever.
    await redis.ping();
    return openQueues(redis);
  }

  async function enqueueAll(jobs: readonly QueuedJob[]): Promise<void> {
    for (const { id } of jobs) requireUsableId(id);
    if (isClosed) throw new Error("These queues are closed.");
    try {
      opening ??= open();
      const queues = await opening;
      const byQueue = Map.groupBy(jobs, ({ job }) => queueOf[job.name]);
      await Promise.all(
        [...byQueue].map(([name, ofQueue]) =>
          queues[name].addBulk(
            ofQueue.map(({ id, job, trace }) => ({
              name: job.name,
              data: job.payload,
              opts: { ...jobOptions, jobId: id, ...(trace && { telemetry: { metadata: trace } }) },
            })),
          ),
        ),
      );
    } catch (error) {
      // What failed to open is opened again for the next job.
      await opening?.catch(() => {
        opening = undefined;
      });
      throw isConnectionError(error) ? new DomainError("service_unavailable", { cause: error }) : error;
    }
  }

  return {
    enqueue: (job, { id }) => enqueueAll([{ id, job }]),
    enqueueAll,
    async ping() {
      redis ??= connectRedis(options.redisUrl, options.logger, { maxRetriesPerRequest: 1 });
      await redis.ping();
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      const queues = await opening?.catch(() => undefined);
      await Promise.all(Object.values(queues ?? {}).map((queue) => queue.close()));
      if (redis) await disconnectRedis(redis);
    },
  };
}

export const queueNames = [...new Set(Object.values(queueOf))];

/** One BullMQ queue for each queue of the store, all on one connection, which stays the caller's to close. */
export function openQueues(redis: Redis): Queues {
  const queues = queueNames.map((name) => {
    const queue = new Queue(name, { connection: redis });
    // The connection reports for itself; commands that fail reject where they were called.
    queue.on("error", () => {});
    return [name, queue];
  });
  return Object.fromEntries(queues) as Queues;
}

function requireUsableId(id: string): void {
  if (id === "" || id.includes(":") || /^\d+$/.test(id)) {
    throw new RangeError(`"${id}" cannot be a job's id: it needs a letter and may have no colon.`);
  }
}
