import type { Job } from "../jobs.ts";

/** A job that waits to be handed to the queue. */
export interface OutboxEntry {
  /** Grows with every entry of the store; opaque to the relay, and a fine queue-wide id for the job. */
  id: string;
  job: Job;
}

/**
 * The way of jobs from committed transactions to the queue: claim, hand over, mark.
 *
 * Each entry is handed over at least once: whoever stops between handing over and marking leaves the entry to
 * the next claim after the lease.
 */
export interface OutboxRelay {
  /**
   * Takes up to `limit` entries, oldest first, that nobody else gets for `leaseMs` milliseconds by the
   * database's clock. Entries that another relay is taking at this moment are passed over, not waited for.
   */
  claimOutbox(limit: number, leaseMs: number): Promise<OutboxEntry[]>;
  /** Notes that these were handed over; they are never claimed again. Repeating it is harmless. */
  markDispatched(ids: readonly string[]): Promise<void>;
  /**
   * Calls `listener` when entries have been committed, and once after every (re)connection. A hint: entries are
   * also to be looked for now and then. Gives the function that ends it.
   */
  onOutbox(listener: () => void): () => void;
  /** Deletes up to `limit` entries handed over more than `olderThanMs` milliseconds ago; gives how many. */
  deleteDispatched(olderThanMs: number, limit: number): Promise<number>;
}
