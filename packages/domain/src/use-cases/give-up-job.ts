import { endAfterFailure } from "../after-failure.ts";
import type { JobFailure } from "../job-failure.ts";
import type { Job } from "../jobs.ts";
import type { OutboxEntry } from "../ports/outbox-relay.ts";
import type { Ports } from "../ports/ports.ts";

/**
 * Notes that a job is not tried any more, and ends what waits for it. Repeating it is harmless, also after the job
 * was taken up again.
 *
 * @param job null when its payload breaks the contract: nobody can say what waits for it.
 * @throws DomainError `version_state_conflict`, `icon_state_conflict` when the job has got further just now: repeat it.
 */
export async function giveUpJob(
  { db, clock }: Ports,
  given: { entry: Pick<OutboxEntry, "id" | "generation">; job: Job | null; failure: JobFailure },
): Promise<void> {
  const { entry, job, failure } = given;
  const now = clock.now();
  await db.transaction(async (stores) => {
    const isNoted = await stores.outbox.giveUp(entry, failure, now);
    if (isNoted && job) await endAfterFailure(stores, job, now);
  });
}
