import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { newId, type VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import { liveClaim, type Review, ReviewText } from "../review.ts";
import { holdAsReviewer, requireNoOther } from "./hold-review.ts";
import { requireRoom } from "./write-in-review.ts";

/**
 * Takes a version in hand, or gives a sign of still having it: others see who, for an hour from the last sign on. With
 * `word` it is taken over from whoever has it, and they read why.
 * @throws DomainError `role_required`, `not_found`, `own_app_review`, `review_not_open`; `review_claimed` when another
 *   reviewer has it and no word is given; `review_thread_full`.
 */
export async function claimReview(
  { db, clock }: Ports,
  { actor, versionId, word = null }: { actor: UserActor; versionId: VersionId; word?: string | null },
): Promise<Review> {
  requirePermission(actor, "review.decide");
  const at = clock.now();
  return db.transaction(async (stores) => {
    const { version, review } = await holdAsReviewer(stores, actor, versionId);
    if (version.status !== "in_review") throw new DomainError("review_not_open");
    const claim = liveClaim(review, at);
    if (claim?.by === actor.userId) {
      const renewed = { ...review, claim: { ...claim, seenAt: at } };
      await stores.reviews.save(renewed);
      return renewed;
    }
    if (claim && word === null) requireNoOther(review, actor, at);
    const claimed: Review = { ...review, claim: { by: actor.userId, at, seenAt: at } };
    await stores.reviews.save(claimed);
    if (claim && word !== null) {
      await requireRoom(stores, versionId);
      await stores.reviews.say({
        id: newId(at),
        versionId,
        authorId: actor.userId,
        side: "reviewer",
        kind: "takeover",
        text: ReviewText.parse(word),
        reasons: [],
        createdAt: at,
      });
    }
    await stores.audit.append({
      actor,
      action: claim ? "review.taken_over" : "review.claimed",
      subjectId: versionId,
      at,
      data: claim ? { from: claim.by } : {},
    });
    return claimed;
  });
}

/**
 * Puts a version down again. Nothing happens when the actor does not have it in hand.
 * @throws DomainError `role_required`, `not_found`, `own_app_review`.
 */
export async function releaseReview(
  { db, clock }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<void> {
  requirePermission(actor, "review.decide");
  const at = clock.now();
  await db.transaction(async (stores) => {
    const { review } = await holdAsReviewer(stores, actor, versionId);
    if (review.claim?.by !== actor.userId) return;
    await stores.reviews.save({ ...review, claim: null });
    await stores.audit.append({ actor, action: "review.released", subjectId: versionId, at });
  });
}
