import { z } from "zod";
import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { newId, type VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { type MessageKind, type ReviewReason, ReviewReasons, ReviewText } from "../review.ts";
import type { Version } from "../version.ts";
import { changeVersion } from "./change-version.ts";
import { type HeldReview, holdAsReviewer, requireFree } from "./hold-review.ts";
import { tellOfVersion } from "./tell-of-version.ts";

/** A decision. Whoever is turned down is told why: by reasons out of the catalogue, and in a text. */
export const Decision = z.discriminatedUnion("verdict", [
  z.object({
    verdict: z.literal("approved"),
    reason: z
      .string()
      .trim()
      .max(4000)
      .regex(/^[^\0]*$/)
      .default(""),
  }),
  z.object({
    verdict: z.literal("rejected"),
    reason: ReviewText.min(1, "Say why, so that the developer can mend it."),
    reasons: ReviewReasons.min(1, "Choose at least one reason.").default([
      { code: "other", path: null, finding: null },
    ]),
  }),
]);
export type Decision = z.input<typeof Decision>;

/** What a developer is asked to change, in a text and by reasons where some fit. */
export const ChangeRequest = z.object({ text: ReviewText, reasons: ReviewReasons.default([]) });
export type ChangeRequest = z.input<typeof ChangeRequest>;

/**
 * Decides on a version in review. Where the policy asks for two, the first approval is noted and the version stays in
 * review for another reviewer; one rejection is enough.
 * @throws DomainError `role_required`, `not_found`, `own_app_review`, `version_state_conflict`, `review_claimed`;
 *   `second_approval_needed` when the actor has approved it already.
 */
export async function reviewVersion(
  { db, clock }: Ports,
  input: { actor: UserActor; versionId: VersionId; decision: Decision },
): Promise<Version> {
  const { actor, versionId } = input;
  const decision = Decision.parse(input.decision);
  requirePermission(actor, "review.decide");
  const at = clock.now();
  return db.transaction(async (stores) => {
    const held = await holdAsReviewer(stores, actor, versionId);
    requireFree(held, actor, at);
    if (decision.verdict === "rejected") {
      await say(stores, {
        actor,
        held,
        at,
        kind: "rejection",
        text: decision.reason,
        reasons: decision.reasons,
      });
      return end(stores, { actor, held, at, verdict: "rejected", text: decision.reason });
    }
    const { policy } = await stores.reviews.policy();
    const { firstApproval } = held.review;
    if (firstApproval?.by === actor.userId && policy.approvals === 2)
      throw new DomainError("second_approval_needed");
    await say(stores, { actor, held, at, kind: "approval", text: decision.reason, reasons: [] });
    if (policy.approvals === 2 && !firstApproval) {
      await stores.reviews.save({ ...held.review, claim: null, firstApproval: { by: actor.userId, at } });
      await stores.audit.append({
        actor,
        action: "version.first_approved",
        subjectId: versionId,
        appId: held.version.appId,
        at,
        data: { reason: decision.reason },
      });
      return held.version;
    }
    return end(stores, { actor, held, at, verdict: "approved", text: decision.reason });
  });
}

async function end(
  stores: Stores,
  ending: { actor: UserActor; held: HeldReview; at: Date; verdict: "approved" | "rejected"; text: string },
): Promise<Version> {
  const { actor, held, at, verdict, text } = ending;
  const decided = await changeVersion(stores, {
    actor,
    version: held.version,
    to: verdict,
    action: `version.${verdict}`,
    at,
    set: { decidedAt: at, decidedBy: actor.userId, decisionReason: text || null },
    data: { reason: text },
  });
  await stores.reviews.save({ ...held.review, claim: null, lastWord: null });
  await tellOfVersion(stores, { kind: `review.${verdict}`, actor, version: decided, at });
  return decided;
}

/**
 * Gives a version back to its developer, who changes the listing or answers, and submits it again: the thread goes on.
 * Reviewers go on seeing it.
 * @throws DomainError `role_required`, `not_found`, `own_app_review`, `version_state_conflict`, `review_claimed`.
 */
export async function requestChanges(
  { db, clock }: Ports,
  input: { actor: UserActor; versionId: VersionId; request: ChangeRequest },
): Promise<Version> {
  const { actor, versionId } = input;
  const { text, reasons } = ChangeRequest.parse(input.request);
  requirePermission(actor, "review.decide");
  const at = clock.now();
  return db.transaction(async (stores) => {
    const held = await holdAsReviewer(stores, actor, versionId);
    requireFree(held, actor, at);
    await say(stores, { actor, held, at, kind: "changes", text, reasons });
    const version = await changeVersion(stores, {
      actor,
      version: held.version,
      to: "draft",
      action: "version.changes_requested",
      at,
      data: { reason: text },
    });
    await stores.reviews.save({
      ...held.review,
      claim: null,
      firstApproval: null,
      lastWord: "reviewer",
      changesRequestedAt: at,
    });
    await tellOfVersion(stores, { kind: "review.changes_requested", actor, version, at });
    return version;
  });
}

/**
 * Notes that somebody has looked at what was approved without a person, and what they think of it: for reviewers.
 * @throws DomainError `role_required`, `not_found`, `own_app_review`; `review_not_open` when no look is asked for.
 */
export async function finishLook(
  { db, clock }: Ports,
  { actor, versionId, text }: { actor: UserActor; versionId: VersionId; text: string },
): Promise<void> {
  requirePermission(actor, "review.decide");
  const at = clock.now();
  await db.transaction(async (stores) => {
    const held = await holdAsReviewer(stores, actor, versionId);
    if (held.review.afterLook !== "waiting") throw new DomainError("review_not_open");
    await say(stores, { actor, held, at, kind: "look", text, reasons: [] });
    await stores.reviews.save({ ...held.review, afterLook: "done" });
    await stores.audit.append({
      actor,
      action: "version.looked_at",
      subjectId: versionId,
      at,
      data: { text },
    });
  });
}

async function say(
  stores: Stores,
  word: {
    actor: UserActor;
    held: HeldReview;
    at: Date;
    kind: MessageKind;
    text: string;
    reasons: readonly ReviewReason[];
  },
): Promise<void> {
  const { actor, held, at, kind, text, reasons } = word;
  await stores.reviews.say({
    id: newId(at),
    versionId: held.version.id,
    authorId: actor.userId,
    side: "reviewer",
    kind,
    text,
    reasons,
    createdAt: at,
  });
}
