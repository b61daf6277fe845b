import { randomUUID } from "node:crypto";
import {
  type Job,
  type JobFailure,
  type JobId,
  type JobName,
  type OutboxEntry,
  parseJob,
  type QueueName,
  queueOf,
  recurringJobs,
} from "@mosis/domain";
import { type Job as BullJob, type Queue, UnrecoverableError, WaitingError, Worker } from "bullmq";
import { groupNotes } from "./group-notes.ts";
import { openQueues, queueNames } from "./job-queues.ts";
import type { Logger } from "./logger.ts";
import { entryOf } from "./outbox-job-id.ts";
import { type Processors, performJob, StallingJobError } from "./perform-job.ts";
import { setRecurring } from "./recurring.ts";
import { connectRedis, disconnectRedis, isConnectionError } from "./redis-connection.ts";
import { causeOf, retryDelay, shouldRetry } from "./retry-policy.ts";

/** A run of a job that failed. */
export interface FailedRun {
  id: string;
  name: string;
  queue: string;
  /** 1 for the first run. */
  attempt: number;
  /** False when the job has ended with this. */
  willRetry: boolean;
  /** What the list of failed jobs calls it; null while it is retried. */
  incidentId: string | null;
  /** The trace in which the job was added, as a W3C `traceparent`; null without one. */
  trace: string | null;
}

/** A run of a job that begins. */
export interface BeginningRun extends Pick<FailedRun, "id" | "name" | "queue" | "attempt" | "trace"> {
  /** How long the job had been due when it was taken up; null for a repetition. */
  waitedMs: number | null;
}

/** What a run's error means: it comes again, it has ended with this, or it is another worker's now. */
export type RunOutcome = "retried" | "failed" | "handed_back";

/** Where the runner says what became of jobs from the outbox, before the queue forgets them. */
export interface OutboxNotes {
  /** These have been done. */
  finished(ids: readonly JobId[]): Promise<void>;
  /** This one is not tried any more; `job` is null when its payload breaks the contract. */
  givenUp(given: {
    entry: Pick<OutboxEntry, "id" | "generation">;
    job: Job | null;
    failure: JobFailure;
  }): Promise<void>;
}

export interface JobRunnerOptions {
  redisUrl: string;
  processors: Processors;
  /** When a note fails, the job is repeated: what is noted has happened, and what is not noted happens again. */
  outbox: OutboxNotes;
  /** How many jobs of a queue this process runs at once; default 1. */
  concurrency?: Partial<Record<QueueName, number>>;
  /** Surrounds each run, and lets what it throws pass; `runOutcome` knows what that means. */
  around?(run: BeginningRun, work: () => Promise<void>): Promise<void>;
  /** Called once for each failed run that is this worker's to decide on. */
  onError(error: unknown, run: FailedRun): void;
  logger?: Logger;
  /** Jobs by the clock; default those of the domain. */
  recurring?: readonly { name: JobName; everyMs: number }[];
  /** Milliseconds before the first repetition; default a second. */
  firstRetryMs?: number;
  /** Milliseconds after which a job whose worker stopped answering is given to another; default 30 s. */
  lockMs?: number;
  /** Milliseconds between two looks whether the recurring jobs are still set; default 30 s. */
  rescheduleMs?: number;
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

/**
 * How many workers may fall silent over a job. A deployment may kill the same job's worker more than once; a job that
 * kills its worker every time must end.
 */
const mostStalls = 5;

/** How long processors get to end after their signal was aborted. */
const abortMs = 1_000;

/**
 * Works on the queues of the store, one BullMQ worker for each, until it is closed. Losing Redis only pauses it.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { processors, onError, logger, around = (_, work) => work() } = options;
  const { concurrency = {}, recurring = recurringJobs, firstRetryMs = 1_000 } = options;
  const { lockMs = 30_000, rescheduleMs = 30_000 } = options;
  const noteFinished = groupNotes<JobId>((ids) => options.outbox.finished(ids));
  // Commands wait for a Redis that is away instead of failing: the worker goes on where it was.
  const redis = connectRedis(options.redisUrl, logger, { maxRetriesPerRequest: null });
  const abandoned = new AbortController();
  const handedBack = Promise.withResolvers<never>();
  handedBack.promise.catch(() => {});
  const shutdown = new Error("The worker is shutting down.");

  async function perform(
    job: BullJob,
    token: string | undefined,
    lock: AbortSignal | undefined,
  ): Promise<void> {
    const signal = AbortSignal.any([abandoned.signal, ...(lock ? [lock] : [])]);
    const attempt = job.attemptsMade + 1;
    const entry = entryOf(job.id);
    try {
      if (job.stalledCounter > mostStalls) throw new StallingJobError(job.stalledCounter);
      const work = performJob(processors, job, { signal, id: job.id ?? "", attempt });
      await Promise.race([work, handedBack.promise]);
      if (entry) await noteFinished(entry.id);
    } catch (error) {
      // The job is another worker's now, and so is what becomes of it.
      if (lock?.aborted) throw new WaitingError();
      if (abandoned.signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (shouldRetry(error, attempt)) throw error;
      const incidentId = randomUUID();
      if (entry) {
        const failure = { ...causeOf(error), incidentId, attempts: attempt };
        await options.outbox.givenUp({ entry, job: parseJob(job.name, job.data), failure });
      }
      throw new FinalError(error, incidentId);
    }
  }

  const workers = queueNames.map((name) => {
    const run = (job: BullJob, token: string | undefined, signal: AbortSignal | undefined) =>
      around(beginningOf(job, name), () => perform(job, token, signal));
    const worker = new Worker(name, run, {
      connection: redis,
      concurrency: concurrency[name] ?? 1,
      lockDuration: lockMs,
      stalledInterval: lockMs / 3,
      // Too many are for `run` to note: BullMQ would end the job without a word to the outbox.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      settings: { backoffStrategy: (attempt, _type, error) => retryDelay(attempt, firstRetryMs, { error }) },
    });
    worker.on("lockRenewalFailed", (ids) => {
      for (const id of ids) worker.cancelJob(id, "the lock was lost");
      logger?.warn(
        { queue: name, jobs: ids },
        "jobs were taken from this worker, which was silent for too long",
      );
    });
    worker.on("failed", (job, error) => {
      const isFinal = error instanceof FinalError;
      onError(isFinal ? error.cause : error, {
        id: job?.id ?? "",
        name: job?.name ?? "",
        queue: name,
        attempt: job?.attemptsMade ?? 0,
        willRetry: job !== undefined && job.finishedOn === undefined,
        incidentId: isFinal ? error.incidentId : null,
        trace: job ? traceOf(job) : null,
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
  // It may also have been emptied while it stood.
  const rescheduling = setInterval(() => {
    scheduled = scheduled.then(schedule);
  }, rescheduleMs);

  async function schedule(): Promise<void> {
    try {
      await Promise.all(queueNames.map((name) => setRecurring(queues[name], recurring.filter(isIn(name)))));
    } catch (error) {
      if (!isConnectionError(error)) logger?.warn({ err: error }, "recurring jobs could not be set");
    }
  }

  let closing: Promise<void> | undefined;
  async function close(graceMs: number): Promise<void> {
    clearInterval(rescheduling);
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

function traceOf({ opts }: BullJob): string | null {
  return opts.telemetry?.metadata ?? null;
}

function beginningOf(job: BullJob, queue: string): BeginningRun {
  const attempt = job.attemptsMade + 1;
  const dueAt = job.timestamp + (job.opts.delay ?? 0);
  return {
    id: job.id ?? "",
    name: job.name,
    queue,
    attempt,
    trace: traceOf(job),
    // After a failure, when it was due again is known to nobody but the queue.
    waitedMs: attempt === 1 ? Math.max(0, (job.processedOn ?? Date.now()) - dueAt) : null,
  };
}

/** What it means that a run threw this. */
export function runOutcome(error: unknown): RunOutcome {
  if (error instanceof WaitingError) return "handed_back";
  return error instanceof FinalError ? "failed" : "retried";
}

/** BullMQ's word for "do not repeat"; the error itself is its cause. */
class FinalError extends UnrecoverableError {
  readonly incidentId: string;

  constructor(cause: unknown, incidentId: string) {
    super(cause instanceof Error ? cause.message : String(cause));
    this.cause = cause;
    this.incidentId = incidentId;
  }
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
