/**
 * Every failure a caller can expect, with the sentence a person reads.
 *
 * The code is the stable part: clients branch on it, adapters map it (HTTP status in the portal, retry or
 * fail in the worker). The sentence names what is wrong and how to mend it.
 */
const sentences = {
  sign_in_required: "Sign in to continue.",
  token_invalid:
    "This access token does not work: it is incomplete, has expired or was revoked. Make a new one in the portal, under Tokens.",
  token_not_allowed: "This cannot be done with an access token. Sign in to the portal to do it.",
  token_scope_missing: "This access token may not do that. Make one with the scope for it, under Tokens.",
  token_limit_reached:
    "You have as many access tokens as one person can have. Revoke one you no longer need.",
  token_scope_not_yours:
    "In this account your role does not allow what the token would be for. Choose less, or ask an owner.",
  upload_token_spent:
    "This upload token has been used: it is good for one upload of one package. Exchange another identity token.",
  identity_token_invalid:
    "The identity token is not valid: it is malformed, expired, meant for somebody else, or its signature is wrong.",
  identity_not_trusted:
    "No trusted publisher of this app matches the identity token. Compare them in the portal, in the app's settings.",
  identity_token_used: "This identity token has been exchanged already. Ask the issuer for another.",
  issuer_unavailable: "The issuer of the identity token does not answer as it should. Try again shortly.",
  trust_limit_reached:
    "The app has as many trusted publishers as it can have. Remove one you no longer need.",
  last_owner: "An account needs an owner. Make somebody else an owner first.",
  team_full: "The account has as many people as it can have. Remove somebody first.",
  account_limit_reached: "You belong to as many accounts as one person can. Leave one first.",
  invitation_limit_reached:
    "The account has as many open invitations as it can have. Take one back, or wait for an answer.",
  invitation_ended: "This invitation has ended. Ask whoever invited you for a new one.",
  invitation_for_other:
    "This invitation is for another e-mail address than the one you have confirmed. Sign in as the person it is for.",
  transfer_under_way: "The app is offered to another account already. Call that off first.",
  transfer_ended: "This offer has ended. Ask for a new one.",
  transfer_to_self: "The app is in this account. Switch to the account that takes it over.",
  role_required: "Your account may not do this. Ask an administrator of this store for the role.",
  last_admin: "This store needs an admin. Make somebody else one first.",
  account_role_required: "Your role in this account does not allow that. Ask an owner of it.",
  not_found: "There is nothing here that you can see.",
  input_invalid: "Some fields need a correction.",
  origin_mismatch: "This request came from another site and was not carried out. Repeat it from the portal.",
  package_id_taken:
    "An app with this package id exists already. Package ids are unique in the store; choose another.",
  app_listing_incomplete: "The listing is not complete yet. Add what is missing, then submit again.",
  upload_too_large: "The file is larger than this store accepts.",
  upload_type_unsupported: "This kind of file is not accepted here.",
  upload_closed: "This upload has ended. Start a new one.",
  upload_parts_changed:
    "Storage does not know some of the parts any more. Send the parts of this upload again.",
  open_uploads_exceeded:
    "Your account has as many open uploads as it may. Complete or cancel one, then start again.",
  daily_uploads_exceeded: "Your account has started as many uploads today as it may. Try again later.",
  storage_quota_exceeded: "Your account keeps as many bytes in this store as it may.",
  upload_not_received: "The file has not arrived in storage yet. Send it, then complete the upload.",
  upload_size_mismatch: "The stored file is not as long as announced. Start a new upload.",
  version_state_conflict: "The version has moved on in the meantime. Reload to see where it stands.",
  release_state_conflict: "The release has moved on in the meantime. Reload to see where it stands.",
  version_not_published: "Only a published version can be released. Publish it first.",
  release_under_way:
    "Another release of this track is under way or scheduled. Complete it, roll it back or cancel it first.",
  track_name_taken: "The app has a track of this name already. Choose another name.",
  track_limit_reached: "The app has as many tracks as it can have. Remove one you no longer need.",
  track_required: "Every app has this track: it cannot be removed.",
  track_devices_exceeded: "The track's list has no room for so many devices. Remove some first.",
  upload_state_conflict: "The upload has moved on in the meantime. Reload to see where it stands.",
  inventory_running: "A comparison is under way already. Wait until it has finished.",
  inventory_state_conflict: "The comparison has moved on in the meantime. Reload to see where it stands.",
  quarantine_state_conflict: "This object is not in quarantine any more. Reload to see where it stands.",
  put_back_impossible: "Its place is taken: something else stands there now, or is about to.",
  screenshot_state_conflict: "The screenshot has moved on in the meantime. Reload to see where it stands.",
  screenshots_changed:
    "The screenshots of this app have changed in the meantime. Reload, then put them in order again.",
  screenshots_limit_reached:
    "This app has as many screenshots as an app may have. Delete one, then upload this one again.",
  screenshots_missing: "The app has fewer screenshots than this store asks for. Add some, then submit again.",
  icon_state_conflict: "The icon has moved on in the meantime. Reload to see where it stands.",
  version_purged:
    "The package of this version has been deleted, as its time in the store had passed. Upload it again as a new version.",
  version_retry_impossible: "This version cannot be checked again. Upload the package as a new version.",
  job_retry_impossible: "There is nothing left that this job could do. Discard it.",
  deletion_not_announced: "No deletion of this version is announced. Reload to see where it stands.",
  sweep_not_stopped: "This run does not wait for approval any more. Reload to see the latest.",
  own_app_review: "You cannot decide on an app of your own. Another reviewer has to.",
  review_claimed: "Another reviewer has this version in hand. Take it over first, and say why.",
  review_not_open: "This version is not in review any more. Reload to see where it stands.",
  review_thread_full:
    "Nothing more can be written about this version. Decide, or have a new version uploaded.",
  second_approval_needed: "You have approved this version already. It takes another reviewer as well.",
  file_not_shown: "This file cannot be shown here. Download the package to look at it.",
  object_changed: "The stored file changed while it was being read.",
  object_missing: "A stored file that should be there is missing.",
  rate_limited: "That were too many requests in a short time. Wait a moment, then try again.",
  webhook_limit_reached: "Your account has as many webhooks as it can have. Delete one you no longer need.",
  webhook_not_delivered: "The webhook's address did not take the message.",
  delivery_state_conflict: "This message is on its way. Wait until it has been delivered or has failed.",
  unsubscribe_link_invalid:
    "This link is incomplete. Open it again from the e-mail, or choose in the portal, under Notifications.",
  mail_refused: "The mail server refuses this message for good.",
  service_unavailable: "A part of the store does not answer at the moment. Try again shortly.",
} as const;

export type ErrorCode = keyof typeof sentences;
export const errorCodes = Object.keys(sentences) as readonly ErrorCode[];

/** One field of an input and what to change about it. `path` is dotted, as in `version_code`. */
export interface FieldProblem {
  path: string;
  message: string;
}

export interface ErrorDetails {
  /** Replaces the catalogue's sentence where a more exact one can be given. */
  message?: string;
  fields?: FieldProblem[];
  cause?: unknown;
  /** Seconds after which it can be tried again. */
  retryAfter?: number;
}

// A bundler may give one process several copies of this module; the mark is the same in all of them.
const mark = Symbol.for("mosis:DomainError");

/** An expected failure. Unexpected ones stay plain errors: they are logged with an id at the boundary. */
export class DomainError extends Error {
  readonly [mark] = true;
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];
  readonly retryAfter: number | null;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? sentences[code], { cause: details.cause });
    this.name = "DomainError";
    this.code = code;
    this.fields = details.fields ?? [];
    this.retryAfter = details.retryAfter ?? null;
  }
}

export function isDomainError(error: unknown, code?: ErrorCode): error is DomainError {
  return (
    error instanceof Error && mark in error && (code === undefined || (error as DomainError).code === code)
  );
}
