import type { JobName } from "@mosis/domain";
import type { Queue } from "bullmq";

export interface RecurringJob {
  name: JobName;
  everyMs: number;
}

/** A schedule whose next run is overdue by this much more than its interval has come to a halt. */
const patienceMs = 60_000;

/**
 * Sets a queue's recurring jobs to exactly these. Any number of workers may do so at any time: a schedule that runs
 * as it should is left alone.
 */
export async function setRecurring(queue: Queue, recurring: readonly RecurringJob[]): Promise<void> {
  const current = await queue.getJobSchedulers();
  const gone = current.filter(({ key }) => recurring.every(({ name }) => name !== key));
  const missing = recurring.filter(({ name, everyMs }) => {
    const scheduler = current.find(({ key }) => key === name);
    const isRunning = (scheduler?.next ?? 0) > Date.now() - everyMs - patienceMs;
    return scheduler?.every !== everyMs || !isRunning;
  });
  await Promise.all([
    ...gone.map(({ key }) => queue.removeJobScheduler(key)),
    ...missing.map(({ name, everyMs }) =>
      queue.upsertJobScheduler(
        name,
        { every: everyMs },
        // What fails comes again by the clock.
        { name, data: {}, opts: { attempts: 1, removeOnComplete: true, removeOnFail: true } },
      ),
    ),
  ]);
}
