import { S3ServiceException } from "@aws-sdk/client-s3";
import { DomainError, isDomainError } from "@mosis/domain";

/** The names servers give to "no such object". A missing bucket has another name and is no missing object. */
const absentNames = ["NoSuchKey", "NotFound"];

/** Whether storage says that there is no such object. */
export function isAbsent(error: unknown): boolean {
  return statusOf(error) === 404 && error instanceof Error && absentNames.includes(error.name);
}

/**
 * Turns what the SDK throws into the domain's errors: absent, changed, or not answering (network failures, time-outs,
 * 429 and 5xx, after the SDK's own attempts). Everything else is a fault of the configuration or of this program and
 * passes through.
 */
export function translate(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (isDomainError(error)) return error;
  const status = statusOf(error);
  if (isAbsent(error)) return new DomainError("object_missing", { cause: error });
  // S3 answers 409 when two conditional writes of one key meet.
  if (status === 412 || status === 409) return new DomainError("object_changed", { cause: error });
  if (status === undefined ? isNetworkFailure(error) : status === 429 || status >= 500) {
    return new DomainError("service_unavailable", { cause: error });
  }
  return error;
}

/** Whether storage says that it knows no such upload in parts. */
export function isUnknownUpload(error: unknown): boolean {
  return error instanceof Error && error.name === "NoSuchUpload";
}

/** What servers say of parts that are not there, not those, or too small to be followed by others. */
const partNames = ["InvalidPart", "InvalidPartOrder", "EntityTooSmall"];

/** The same for joining parts: an upload that is unknown is missing, a part that is not what was said has changed. */
export function translateJoin(error: unknown): unknown {
  if (isUnknownUpload(error)) return new DomainError("object_missing", { cause: error });
  if (error instanceof Error && partNames.includes(error.name)) {
    return new DomainError("object_changed", { cause: error });
  }
  return translate(error);
}

/** An entity tag without what stands around it. */
export function unquoted(etag: string | undefined): string {
  if (etag === undefined) throw new Error("storage answered without an entity tag");
  return etag.replace(/^(?:W\/)?"|"$/g, "");
}

/** The HTTP status of an answer; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** Names the SDK gives to failures without an answer; system errors have a code (ECONNREFUSED and the like). */
const networkNames = ["TimeoutError", "NetworkingError", "AbortError"];

function isNetworkFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (networkNames.includes(error.name)) return true;
  if ("code" in error && typeof error.code === "string") return /^E[A-Z]+|^UND_ERR/.test(error.code);
  if ("errors" in error && Array.isArray(error.errors)) return error.errors.some(isNetworkFailure);
  return false;
}
