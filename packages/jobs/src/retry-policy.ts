import { type ErrorCode, type FailureClass, isDomainError } from "@mosis/domain";
import { InvalidJobError, StallingJobError, UnknownJobError } from "./perform-job.ts";

/** How a failure is to be taken: of which class it is, and how many runs of the job may end with it. */
interface Judgement {
  class: FailureClass;
  attempts: number;
}

/** How often a job is tried while a service is away: with the delays below, for about four hours. */
export const maxAttempts = 60;

const outage: Judgement = { class: "retry", attempts: maxAttempts };
/**
 * Processors start from what the database says now, so where something changed under a job's feet the next attempt
 * may well succeed. A fault of the program rarely mends itself, and each attempt is an alarm.
 */
const again: Judgement = { class: "retry", attempts: 8 };
/** Somebody else's server. Its use case counts the attempts, also over a loss of the queue, and ends them. */
const slowly: Judgement = { class: "retry", attempts: maxAttempts };
const never: Judgement = { class: "permanent", attempts: 1 };
const poison: Judgement = { class: "poison", attempts: 1 };

/** What each expected failure means for the job that ends with it; a new one does not compile without. */
const judgements: Record<ErrorCode, Judgement> = {
  service_unavailable: outage,
  rate_limited: again,
  object_changed: again,
  version_state_conflict: again,
  release_state_conflict: again,
  upload_state_conflict: again,
  icon_state_conflict: again,
  screenshot_state_conflict: again,
  inventory_state_conflict: again,
  sign_in_required: never,
  token_invalid: never,
  token_not_allowed: never,
  token_scope_missing: never,
  token_limit_reached: never,
  token_scope_not_yours: never,
  upload_token_spent: never,
  identity_token_invalid: never,
  identity_not_trusted: never,
  identity_token_used: never,
  issuer_unavailable: outage,
  trust_limit_reached: never,
  last_owner: never,
  team_full: never,
  account_limit_reached: never,
  invitation_limit_reached: never,
  invitation_ended: never,
  invitation_for_other: never,
  transfer_under_way: never,
  transfer_ended: never,
  transfer_to_self: never,
  role_required: never,
  last_admin: never,
  account_role_required: never,
  not_found: never,
  input_invalid: never,
  origin_mismatch: never,
  package_id_taken: never,
  app_listing_incomplete: never,
  screenshots_changed: never,
  screenshots_limit_reached: never,
  screenshots_missing: never,
  upload_too_large: never,
  upload_type_unsupported: never,
  upload_closed: never,
  upload_not_received: never,
  upload_size_mismatch: never,
  upload_parts_changed: never,
  open_uploads_exceeded: never,
  daily_uploads_exceeded: never,
  storage_quota_exceeded: never,
  version_purged: never,
  version_not_published: never,
  release_under_way: never,
  track_name_taken: never,
  track_limit_reached: never,
  track_required: never,
  track_devices_exceeded: never,
  version_retry_impossible: never,
  deletion_not_announced: never,
  sweep_not_stopped: never,
  job_retry_impossible: never,
  own_app_review: never,
  review_claimed: never,
  review_not_open: never,
  review_thread_full: never,
  second_approval_needed: never,
  file_not_shown: never,
  object_missing: never,
  inventory_running: never,
  quarantine_state_conflict: never,
  put_back_impossible: never,
  webhook_limit_reached: never,
  webhook_not_delivered: slowly,
  delivery_state_conflict: never,
  unsubscribe_link_invalid: never,
  mail_refused: never,
};

function judge(error: unknown): Judgement {
  if (isDomainError(error)) return judgements[error.code];
  if (error instanceof InvalidJobError || error instanceof StallingJobError) return poison;
  // A newer worker knows it; a deployment ends within hours.
  if (error instanceof UnknownJobError) return outage;
  return again;
}

/** Whether a job that failed with this error on its `attempt`th run (from 1) has to be tried again. */
export function shouldRetry(error: unknown, attempt: number): boolean {
  return attempt < judge(error).attempts;
}

/** What can be told of an error that ended a job: its class, a stable code, a sentence without secrets. */
export function causeOf(error: unknown): { class: FailureClass; code: string; message: string } {
  const { class: failureClass } = judge(error);
  if (isDomainError(error)) return { class: failureClass, code: error.code, message: error.message };
  if (error instanceof InvalidJobError)
    return { class: failureClass, code: "job_invalid", message: "The job's payload breaks its contract." };
  if (error instanceof StallingJobError)
    return { class: failureClass, code: "worker_lost", message: "Every worker that took the job was lost." };
  if (error instanceof UnknownJobError)
    return { class: failureClass, code: "job_unknown", message: "No worker knows a job of this name." };
  // What an unexpected error says is for the log: it may hold addresses with signatures.
  return { class: failureClass, code: "unexpected_error", message: "Something unexpected went wrong." };
}

const longestDelayMs = 5 * 60 * 1000;

const minuteMs = 60 * 1000;
/** What other people's servers get to mend themselves: eight attempts in about a day. */
const slowDelaysMs = [0.25, 2, 10, 60, 180, 420, 720].map((minutes) => minutes * minuteMs);

/**
 * Milliseconds to wait after the `attempt`th run (from 1): doubling from `firstMs`, up to five minutes; longer for
 * what other people's servers did not take. Less up to a fifth by chance so that what failed together does not come back together.
 */
export function retryDelay(
  attempt: number,
  firstMs: number,
  { error, random = Math.random }: { error?: unknown; random?: () => number } = {},
): number {
  const slow = isDomainError(error, "webhook_not_delivered")
    ? (slowDelaysMs[Math.min(attempt, slowDelaysMs.length) - 1] ?? 0) * (firstMs / 1000)
    : null;
  const delay = slow ?? Math.min(firstMs * 2 ** (attempt - 1), longestDelayMs);
  return Math.round(delay * (1 - random() / 5));
}
