import type { JobId } from "../ids.ts";
import type { Job } from "../jobs.ts";

/** A job in the outbox, and which piece of work it is: the generation grows when a failed job is taken up again. */
export interface OutboxEntry {
  id: JobId;
  generation: number;
  job: Job;
  /** The trace in which the job was added, as a W3C `traceparent`; null without one. */
  trace: string | null;
}

/**
 * The way of jobs from committed transactions to the queue. An entry stays in the outbox until its job has been done,
 * and is handed over again and again until then: what the queue forgets comes back by itself.
 */
export interface OutboxRelay {
  /**
   * Takes up to `limit` entries that are due, and has them due again after `leaseMs` milliseconds by the database's
   * clock, for old ones up to half as long again. New ones come first, in the order in which they were added. Entries
   * that another relay is taking at this moment are passed over, not waited for, and so are jobs whose name this
   * process does not know: a newer worker does.
   */
  claimOutbox(limit: number, leaseMs: number): Promise<OutboxEntry[]>;
  /** Notes that these jobs have been done. Repeating it is harmless. */
  finishOutbox(ids: readonly JobId[]): Promise<void>;
  /**
   * Calls `listener` when entries have been committed, and once after every (re)connection. A hint: entries are
   * also to be looked for now and then. Gives the function that ends it.
   */
  onOutbox(listener: () => void): () => void;
}
