import { system, type UserActor } from "../actor.ts";
import { missingFromListing } from "../app.ts";
import { DomainError } from "../errors.ts";
import type { AppId, VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { Review } from "../review.ts";
import { judgeSubmission, type SubmissionFacts } from "../review-policy.ts";
import { missingScreenshots } from "../screenshot.ts";
import type { Version } from "../version.ts";
import { changeVersion } from "./change-version.ts";
import { holdReview } from "./hold-review.ts";
import { requireOwnApp } from "./require-own-app.ts";
import { requireOwnVersion } from "./require-own-version.ts";
import { tellOfVersion } from "./tell-of-version.ts";

/**
 * Hands a draft to the reviewers, unless the store's policy approves it at once.
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
    const held = await holdReview(stores, versionId);
    const submitted = await changeVersion(stores, {
      actor,
      version: held.version,
      to: "in_review",
      action: "version.submitted",
      at: now,
      set: { submittedAt: now, decidedAt: null, decidedBy: null, decisionReason: null },
    });
    return judge(stores, { actor, version: submitted, review: held.review, at: now });
  });
}

/** Lets the policy decide whether a person has to, and says by which rule. */
async function judge(
  stores: Stores,
  { actor, version, review, at }: { actor: UserActor; version: Version; review: Review; at: Date },
): Promise<Version> {
  const inForce = await stores.reviews.policy();
  const [known] = await stores.reviews.facts({ versionId: version.id, at }, inForce.policy.trust.days);
  if (!known) throw new DomainError("version_state_conflict");
  const judgement = await judgeSubmission(inForce, version.id, known.facts);
  await stores.reviews.save({
    ...review,
    claim: null,
    firstApproval: null,
    // An answer that was given before it came back is read first.
    lastWord: review.lastWord === "developer" ? "developer" : null,
    changesRequestedAt: null,
    judgement,
    afterLook: judgement.look ? "waiting" : null,
  });
  if (judgement.outcome !== "approved") {
    await tellOfVersion(stores, { kind: "review.submitted", actor, version, at });
    return version;
  }
  const approved = await changeVersion(stores, {
    actor: system,
    version,
    to: "approved",
    action: "version.approved",
    at,
    set: { decidedAt: at },
    data: { policy: judgement.policy, rule: judgement.rule, ...factsInWords(judgement.facts) },
  });
  await tellOfVersion(stores, {
    kind: "review.approved",
    actor: system,
    version: approved,
    at,
    data: { rule: judgement.rule },
  });
  return approved;
}

function factsInWords(facts: SubmissionFacts): Record<string, number | boolean | null> {
  return {
    new_permissions: facts.newPermissions,
    new_findings: facts.newFindings,
    size: facts.size,
    size_before: facts.sizeBefore,
    trusted: facts.isTrusted,
    published: facts.published,
    setbacks: facts.setbacks,
  };
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
    const { review } = await holdReview(stores, versionId);
    await stores.reviews.save({ ...review, claim: null, firstApproval: null, lastWord: null });
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
