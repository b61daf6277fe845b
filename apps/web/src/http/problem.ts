import { type DomainError, type ErrorCode, type FieldProblem, isDomainError } from "@mosis/domain";
import { z } from "zod";

/** The HTTP status of every expected failure. */
export const statusOf = {
  sign_in_required: 401,
  token_invalid: 401,
  token_not_allowed: 403,
  token_scope_missing: 403,
  token_limit_reached: 409,
  token_scope_not_yours: 403,
  upload_token_spent: 403,
  identity_token_invalid: 401,
  identity_not_trusted: 403,
  identity_token_used: 409,
  issuer_unavailable: 503,
  trust_limit_reached: 409,
  last_owner: 409,
  team_full: 409,
  account_limit_reached: 409,
  invitation_limit_reached: 409,
  invitation_ended: 410,
  invitation_for_other: 403,
  transfer_under_way: 409,
  transfer_ended: 410,
  transfer_to_self: 409,
  role_required: 403,
  last_admin: 409,
  account_role_required: 403,
  not_found: 404,
  input_invalid: 422,
  origin_mismatch: 403,
  package_id_taken: 409,
  app_listing_incomplete: 409,
  screenshots_missing: 409,
  screenshots_changed: 409,
  screenshots_limit_reached: 409,
  upload_too_large: 413,
  upload_type_unsupported: 415,
  upload_closed: 410,
  upload_not_received: 409,
  upload_size_mismatch: 409,
  upload_parts_changed: 409,
  open_uploads_exceeded: 429,
  daily_uploads_exceeded: 429,
  storage_quota_exceeded: 403,
  version_state_conflict: 409,
  release_state_conflict: 409,
  version_not_published: 409,
  release_under_way: 409,
  track_name_taken: 409,
  track_limit_reached: 409,
  track_required: 409,
  track_devices_exceeded: 409,
  upload_state_conflict: 409,
  icon_state_conflict: 409,
  screenshot_state_conflict: 409,
  version_purged: 410,
  inventory_running: 409,
  inventory_state_conflict: 409,
  quarantine_state_conflict: 409,
  put_back_impossible: 409,
  version_retry_impossible: 409,
  deletion_not_announced: 409,
  sweep_not_stopped: 409,
  job_retry_impossible: 409,
  own_app_review: 403,
  review_claimed: 409,
  review_not_open: 409,
  review_thread_full: 409,
  second_approval_needed: 409,
  file_not_shown: 415,
  object_changed: 409,
  object_missing: 404,
  rate_limited: 429,
  webhook_limit_reached: 409,
  webhook_not_delivered: 502,
  delivery_state_conflict: 409,
  unsubscribe_link_invalid: 404,
  mail_refused: 502,
  service_unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

/** A problem document (RFC 9457) with our additions: a stable code, fields to mend, the request's id. */
export interface ProblemJson {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  fields?: readonly FieldProblem[];
}

const titles: Partial<Record<number, string>> = {
  400: "Bad request",
  401: "Sign-in required",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  410: "Gone",
  413: "Too large",
  415: "Unsupported type",
  422: "Invalid input",
  429: "Too many",
  500: "Unexpected error",
  502: "Bad gateway",
  503: "Unavailable",
};

export function problem(
  status: number,
  code: string,
  detail: string,
  requestId: string,
  fields: readonly FieldProblem[] = [],
  retryAfter: number | null = null,
): Response {
  const body: ProblemJson = {
    type: `urn:mosis:problem:${code}`,
    title: titles[status] ?? "Problem",
    status,
    detail,
    code,
    request_id: requestId,
    ...(fields.length > 0 && { fields }),
  };
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
    // RFC 9110 §15.5.2 wants it with every 401; RFC 6750 §3.1 names the error.
    ...(status === 401 && {
      "www-authenticate": `Bearer realm="mosis"${code === "token_invalid" ? ', error="invalid_token"' : ""}`,
    }),
    ...(status === 503 && { "retry-after": "5" }),
    ...(retryAfter !== null && { "retry-after": String(retryAfter) }),
  };
  return new Response(JSON.stringify(body), { status, headers });
}

/** The answer to an expected failure, or null for an unexpected one. */
export function problemOf(error: unknown, requestId: string): Response | null {
  if (isDomainError(error)) {
    const { code, message, fields, retryAfter }: DomainError = error;
    return problem(statusOf[code], code, message, requestId, fields, retryAfter);
  }
  if (error instanceof z.ZodError) {
    const fields = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    return problem(
      statusOf.input_invalid,
      "input_invalid",
      "Some fields need a correction.",
      requestId,
      fields,
    );
  }
  return null;
}
