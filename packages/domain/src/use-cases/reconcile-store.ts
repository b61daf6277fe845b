import { endAfterFailure } from "../after-failure.ts";
import { isDomainError } from "../errors.ts";
import type { Job } from "../jobs.ts";
import type { Ports } from "../ports/ports.ts";

/** What a run of the reconciler did. */
export interface Reconciled {
  /** Jobs queued again because nobody was doing them. */
  requeued: number;
  /** Versions, icons and screenshots ended because they had been under way for too long. */
  ended: number;
  /** Announced objects nobody will write any more. */
  freed: number;
}

/**
 * Looks for what stands longer than its step should take and sets it going or ends it, at most `limit` of each kind;
 * the next run goes on. Any number may run at once.
 */
export async function reconcileStore(
  ports: Ports,
  { limit = 200 }: { limit?: number } = {},
): Promise<Reconciled> {
  const { reconciliation } = ports.db;
  const ended = await countSettled(await reconciliation.listOverlong(limit), (job) => end(ports, job));
  const requeued = await reconciliation.requeueForgotten(limit);
  const freed = await reconciliation.freeAbandoned(limit);
  return { requeued: requeued.length, ended, freed: freed.length };
}

/** Does the work for each; one that has moved on since it was listed is left alone. Gives how many were done. */
async function countSettled<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<number> {
  let done = 0;
  for (const item of items) {
    try {
      await work(item);
      done += 1;
    } catch (error) {
      const isPassed =
        isDomainError(error, "version_state_conflict") ||
        isDomainError(error, "icon_state_conflict") ||
        isDomainError(error, "screenshot_state_conflict") ||
        isDomainError(error, "upload_state_conflict");
      if (!isPassed) throw error;
    }
  }
  return done;
}

async function end({ db, clock }: Ports, job: Job): Promise<void> {
  await db.transaction((stores) => endAfterFailure(stores, job, clock.now()));
}
