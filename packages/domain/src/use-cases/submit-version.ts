import type { UserActor } from "../actor.ts";
import { missingFromListing } from "../app.ts";
import { DomainError } from "../errors.ts";
import type { AppId, VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { missingScreenshots } from "../screenshot.ts";
import type { Version } from "../version.ts";
import { changeVersion } from "./change-version.ts";
import { requireOwnApp } from "./require-own-app.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/**
 * Hands a draft to the reviewers.
 * @throws DomainError `not_found`, `version_state_conflict`, `app_listing_incomplete`, `screenshots_missing`.
 */
export async function submitVersion(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<Version> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    const version = await requireOwnVersion(stores, actor, versionId, "version.submit");
    const missing = missingFromListing(await requireOwnApp(stores, actor, version.appId, "version.submit"));
    if (version.status === "draft" && missing.length > 0) {
      throw new DomainError("app_listing_incomplete", {
        message: `The listing still needs ${missing.join(" and ")}. Add what is missing, then submit again.`,
      });
    }
    if (version.status === "draft") await requireScreenshots(stores, version.appId);
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

async function requireScreenshots(stores: Stores, appId: AppId): Promise<void> {
  const { requiredScreenshots } = await stores.storeSettings.read();
  if (requiredScreenshots === 0) return;
  const ready = await stores.screenshots.countReady(appId);
  const missing = missingScreenshots(requiredScreenshots, ready);
  if (missing === null) return;
  throw new DomainError("screenshots_missing", {
    message: `This store asks for ${requiredScreenshots} screenshots of an app, and this one has ${ready}. Add ${missing}, then submit again.`,
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
    const version = await requireOwnVersion(stores, actor, versionId, "review.answer");
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
