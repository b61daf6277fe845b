import type { UserActor } from "../actor.ts";
import { missingFromListing } from "../app.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Version } from "../version.ts";
import { changeVersion } from "./change-version.ts";
import { requireOwnApp } from "./require-own-app.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/**
 * Hands a draft to the reviewers.
 * @throws DomainError `not_found`, `version_state_conflict`, `app_listing_incomplete`.
 */
export async function submitVersion(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<Version> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    const version = await requireOwnVersion(stores, actor, versionId);
    const missing = missingFromListing(await requireOwnApp(stores, actor, version.appId));
    if (version.status === "draft" && missing.length > 0) {
      throw new DomainError("app_listing_incomplete", {
        message: `The listing still needs ${missing.join(" and ")}. Add what is missing, then submit again.`,
      });
    }
    return changeVersion(stores, {
      actor,
      version,
      to: "in_review",
      action: "version.submitted",
      at: now,
      set: { submittedAt: now, decidedAt: null, decidedBy: null, decisionReason: null },
    });
  });
}

/**
 * Takes a version back out of review, to a draft.
 * @throws DomainError `not_found`, `version_state_conflict`.
 */
export async function cancelReview(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<Version> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    const version = await requireOwnVersion(stores, actor, versionId);
    // The life cycle also leads from the check to a draft, which is the worker's to decide.
    if (version.status !== "in_review") throw new DomainError("version_state_conflict");
    return changeVersion(stores, {
      actor,
      version,
      to: "draft",
      action: "version.review_cancelled",
      at: now,
      set: { submittedAt: null },
    });
  });
}
