import { type JobName, type QueueName, queueOf, recurringJobs } from "@mosis/domain";
import { type Job as BullJob, type Queue, UnrecoverableError, WaitingError, Worker } from "bullmq";
import { openQueues, queueNames } from "./job-queues.ts";
import type { Logger } from "./logger.ts";
import { InvalidJobError, type Processors, performJob } from "./perform-job.ts";
import { connectRedis, disconnectRedis, isConnectionError } from "./redis-connection.ts";
import { retryDelay, shouldRetry } from "./retry-policy.ts";

/** A run of a job that failed. */
export interface FailedRun {
  id: string;
  name: string;
  queue: string;
  /** 1 for the first run. */
  attempt: number;
  /** False when the job has ended with this. */
  willRetry: boolean;
}

export interface JobRunnerOptions {
  redisUrl: string;
  processors: Processors;
  /** How many jobs of a queue this process runs at once; default 1. */
  concurrency?: Partial<Record<QueueName, number>>;
  /** Called once for each failed run, also when a job ended because its workers kept dying. */
  onError(error: unknown, run: FailedRun): void;
  logger?: Logger;
  /** Jobs by the clock; default those of the domain. */
  recurring?: readonly { name: JobName; everyMs: number }[];
  /** Milliseconds before the first repetition; default a second. */
  firstRetryMs?: number;
  /** Milliseconds after which a job whose worker stopped answering is given to another; default 30 s. */
  lockMs?: number;
}

export interface JobRunner {
  /** Resolves once every queue is being worked on and the recurring jobs are set; waits for Redis if need be. */
  ready(): Promise<void>;
  /**
   * Takes no more jobs, lets the running ones finish for `graceMs` (default 20 s), then aborts their signals and
   * hands back to the queue what has not ended a second later, as an attempt that did not happen.
   */
  close(options?: { graceMs?: number }): Promise<void>;
}

/** How long processors get to end after their signal was aborted. */
const abortMs = 1_000;

/**
 * Works on the queues of the store, one BullMQ worker for each, until it is closed. Losing Redis only pauses it.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { processors, onError, logger } = options;
  const { concurrency = {}, recurring = recurringJobs, firstRetryMs = 1_000, lockMs = 30_000 } = options;
  // Commands wait for a Redis that is away instead of failing: the worker goes on where it was.
  const redis = connectRedis(options.redisUrl, logger, { maxRetriesPerRequest: null });
  const abandoned = new AbortController();
  const handedBack = Promise.withResolvers<never>();
  handedBack.promise.catch(() => {});
  const shutdown = new Error("The worker is shutting down.");

  async function run(job: BullJob, token: string | undefined, lock: AbortSignal | undefined): Promise<void> {
    const signal = AbortSignal.any([abandoned.signal, ...(lock ? [lock] : [])]);
    const attempt = job.attemptsMade + 1;
    try {
      const work = performJob(processors, job, { signal, id: job.id ?? "", attempt });
      await Promise.race([work, handedBack.promise]);
    } catch (error) {
      // The job is another worker's now, and so is what becomes of it.
      if (lock?.aborted) throw new WaitingError();
      if (abandoned.signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (error instanceof InvalidJobError || !shouldRetry(error, attempt)) throw asFinal(error);
      throw error;
    }
  }

  const workers = queueNames.map((name) => {
    const worker = new Worker(name, (job, token, signal) => run(job, token, signal), {
      connection: redis,
      concurrency: concurrency[name] ?? 1,
      lockDuration: lockMs,
      stalledInterval: lockMs / 3,
      // A deployment may kill the same job's worker more than once; a job that kills its worker every time must end.
      maxStalledCount: 3,
      settings: { backoffStrategy: (attempt) => retryDelay(attempt, firstRetryMs) },
    });
    worker.on("lockRenewalFailed", (ids) => {
      for (const id of ids) worker.cancelJob(id, "the lock was lost");
      logger?.warn(
        { queue: name, jobs: ids },
        "jobs were taken from this worker, which was silent for too long",
      );
    });
    worker.on("failed", (job, error) => {
      onError(error.cause ?? error, {
        id: job?.id ?? "",
        name: job?.name ?? "",
        queue: name,
        attempt: job?.attemptsMade ?? 0,
        willRetry: job !== undefined && job.finishedOn === undefined,
      });
    });
    worker.on("error", (error) => {
      // Connections report for themselves, and a lost lock has been reported above.
      if (isConnectionError(error) || /lock/i.test(error.message)) return;
      logger?.warn({ err: error, queue: name }, "the queue reports an error");
    });
    return worker;
  });

  const queues = openQueues(redis);
  let scheduled = schedule();
  // Redis may have come back empty.
  redis.on("ready", () => {
    scheduled = schedule();
  });

  async function schedule(): Promise<void> {
    try {
      await Promise.all(queueNames.map((name) => setRecurring(queues[name], recurring.filter(isIn(name)))));
    } catch (error) {
      if (!isConnectionError(error)) logger?.warn({ err: error }, "recurring jobs could not be set");
    }
  }

  let closing: Promise<void> | undefined;
  async function close(graceMs: number): Promise<void> {
    const closed = Promise.all(workers.map((worker) => worker.close()));
    if (!(await isWithin(closed, graceMs))) {
      abandoned.abort(shutdown);
      if (!(await isWithin(closed, abortMs))) handedBack.reject(shutdown);
      // Without Redis nothing can be handed back; the jobs' locks run out by themselves.
      if (!(await isWithin(closed, abortMs)))
        for (const worker of workers) worker.disconnect().catch(() => {});
    }
    await isWithin(scheduled, abortMs);
    await isWithin(Promise.all(Object.values(queues).map((queue: Queue) => queue.close())), abortMs);
    await disconnectRedis(redis);
  }

  return {
    async ready() {
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
      await scheduled;
    },
    close({ graceMs = 20_000 } = {}) {
      closing ??= close(graceMs);
      return closing;
    },
  };
}

function isIn(queue: QueueName): (job: { name: JobName }) => boolean {
  return ({ name }) => queueOf[name] === queue;
}

/** Sets a queue's recurring jobs to exactly these. Any number of workers may do so at any time. */
async function setRecurring(
  queue: Queue,
  recurring: readonly { name: JobName; everyMs: number }[],
): Promise<void> {
  const current = await queue.getJobSchedulers();
  const gone = current.filter(({ key }) => recurring.every(({ name }) => name !== key));
  await Promise.all([
    ...gone.map(({ key }) => queue.removeJobScheduler(key)),
    ...recurring.map(({ name, everyMs }) =>
      queue.upsertJobScheduler(
        name,
        { every: everyMs },
        // What fails comes again by the clock.
        {
          name,
          data: {},
          opts: { attempts: 1, removeOnComplete: { count: 10 }, removeOnFail: { count: 100 } },
        },
      ),
    ),
  ]);
}

/** BullMQ's word for "do not repeat"; the error itself is its cause. */
function asFinal(error: unknown): UnrecoverableError {
  const final = new UnrecoverableError(error instanceof Error ? error.message : String(error));
  final.cause = error;
  return final;
}

/** Whether the promise is settled within so many milliseconds. */
async function isWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const result = await Promise.race([settled, late]);
  clearTimeout(timer);
  return result;
}
