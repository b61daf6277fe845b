import { isDomainError } from "@mosis/domain";
import { isAbsent, statusOf } from "../storage-errors.ts";

/** Why a move ended early, as far as a person can mend it: a side that stays away, or one that refuses. */
export function troubleOf(error: unknown): { kind: "unreachable" | "refused"; message: string } | null {
  if (!(error instanceof Error)) return null;
  if (isDomainError(error, "service_unavailable")) {
    const cause = error.cause instanceof Error ? error.cause.message || error.cause.name : "no answer";
    return { kind: "unreachable", message: `Storage does not answer (${cause}).` };
  }
  const status = statusOf(error);
  if (error.name === "NoSuchBucket" || isAbsent(error))
    return { kind: "refused", message: "There is no such bucket." };
  if (status === undefined || status >= 500) return null;
  return { kind: "refused", message: `Storage refuses (${status} ${error.name}): ${error.message}` };
}
