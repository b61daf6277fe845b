import type { Job } from "../jobs.ts";

/**
 * Finds what stands longer than it should, by the database's clock and the ages of `longestAges`. Every call handles
 * at most `limit` rows, the oldest first, in a number of statements that does not depend on how many they are.
 */
export interface Reconciliation {
  /**
   * Adds the job of each version, icon, screenshot and object that has shown no sign of life for longer than its step may take
   * and whose job no longer waits in the outbox. Gives the jobs that were added.
   */
  requeueForgotten(limit: number): Promise<Job[]>;
  /** Jobs of the versions, icons and screenshots that have been under way for too long, whatever became of their jobs. */
  listOverlong(limit: number): Promise<Job[]>;
  /** Has objects deleted that were announced for an upload or a version that has ended. Gives their keys. */
  freeAbandoned(limit: number): Promise<string[]>;
}
