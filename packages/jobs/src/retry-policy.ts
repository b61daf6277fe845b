import { type ErrorCode, isDomainError } from "@mosis/domain";

/**
 * What a job's expected failure means for the job. Processors start from what the database says now, so where
 * something changed under a job's feet the next attempt may well succeed; where it never can, the job ends.
 */
const meaning: Record<ErrorCode, "outage" | "again" | "end"> = {
  service_unavailable: "outage",
  object_changed: "again",
  version_state_conflict: "again",
  upload_state_conflict: "again",
  icon_state_conflict: "again",
  sign_in_required: "end",
  role_required: "end",
  not_found: "end",
  input_invalid: "end",
  origin_mismatch: "end",
  package_id_taken: "end",
  app_listing_incomplete: "end",
  upload_too_large: "end",
  upload_type_unsupported: "end",
  upload_closed: "end",
  upload_not_received: "end",
  upload_size_mismatch: "end",
  upload_parts_changed: "end",
  open_uploads_exceeded: "end",
  daily_uploads_exceeded: "end",
  storage_quota_exceeded: "end",
  own_app_review: "end",
  object_missing: "end",
};

/** How often a job is tried while a service is away: with the delays below, for about four hours. */
export const maxAttempts = 60;
/** How often for any other reason: a fault of the program rarely mends itself, and each attempt is an alarm. */
const maxAttemptsWithoutOutage = 8;
const longestDelayMs = 5 * 60 * 1000;

/** Whether a job that failed with this error on its `attempt`th run (from 1) has to be tried again. */
export function shouldRetry(error: unknown, attempt: number): boolean {
  const kind = isDomainError(error) ? meaning[error.code] : "again";
  if (kind === "end") return false;
  return attempt < (kind === "outage" ? maxAttempts : maxAttemptsWithoutOutage);
}

/**
 * Milliseconds to wait after the `attempt`th run (from 1): doubling from `firstMs`, up to five minutes, less up to a
 * fifth by chance so that what failed together does not come back together.
 */
export function retryDelay(attempt: number, firstMs: number, random: () => number = Math.random): number {
  const delay = Math.min(firstMs * 2 ** (attempt - 1), longestDelayMs);
  return Math.round(delay * (1 - random() / 5));
}
