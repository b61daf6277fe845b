import { requireAdmin, type UserActor } from "../actor.ts";
import { reopenAfterFailure } from "../after-failure.ts";
import { DomainError } from "../errors.ts";
import type { JobId } from "../ids.ts";
import { parseJob } from "../jobs.ts";
import type { FailedJobsQuery, Page } from "../listing.ts";
import type { Ports } from "../ports/ports.ts";
import type { FailedJobItem, JobCount } from "../ports/queries.ts";

/** A page of the jobs that were given up, and how many others are to be done. @throws DomainError `role_required`. */
export async function listFailedJobs(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: FailedJobsQuery },
): Promise<{ failed: Page<FailedJobItem>; counts: JobCount[] }> {
  requireAdmin(actor);
  const [failed, counts] = await Promise.all([db.queries.listFailedJobs(query), db.queries.countJobs()]);
  return { failed, counts };
}

/**
 * Takes a job up again that was given up, with what waits for it.
 * @throws DomainError `role_required`, `not_found`, `job_retry_impossible`.
 */
export async function retryJob(
  { db, clock }: Ports,
  { actor, jobId }: { actor: UserActor; jobId: JobId },
): Promise<void> {
  requireAdmin(actor);
  const at = clock.now();
  await db.transaction(async (stores) => {
    const entry = await stores.outbox.retry(jobId);
    if (!entry) throw new DomainError("not_found");
    const job = parseJob(entry.name, entry.payload);
    if (!job || !(await reopenAfterFailure(stores, job, { actor, at })))
      throw new DomainError("job_retry_impossible");
    await stores.audit.append({
      actor,
      action: "job.retried",
      subjectId: jobId,
      at,
      data: { name: entry.name },
    });
  });
}

/**
 * Forgets a job that was given up. What it was to do is not done.
 * @throws DomainError `role_required`, `not_found`.
 */
export async function discardJob(
  { db, clock }: Ports,
  { actor, jobId }: { actor: UserActor; jobId: JobId },
): Promise<void> {
  requireAdmin(actor);
  await db.transaction(async (stores) => {
    const entry = await stores.outbox.discard(jobId);
    if (!entry) throw new DomainError("not_found");
    await stores.audit.append({
      actor,
      action: "job.discarded",
      subjectId: jobId,
      at: clock.now(),
      data: { name: entry.name },
    });
  });
}
