import { system, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import type { Stores } from "../ports/stores.ts";
import { liveClaim, type Review } from "../review.ts";
import type { Version } from "../version.ts";

/** A version in a reviewer's hands, with its review held until the transaction ends. */
export interface HeldReview {
  version: Version;
  review: Review;
}

/** The version as it stands once nobody else is about to change its review. @throws DomainError `not_found`. */
export async function holdReview(stores: Stores, versionId: VersionId): Promise<HeldReview> {
  const review = await stores.reviews.hold(versionId);
  const version = await stores.versions.find(system, versionId);
  if (!version) throw new DomainError("not_found");
  return { version, review };
}

/**
 * The same for a reviewer who is about to act on it.
 * @throws DomainError `not_found` for what was never submitted; `own_app_review` when the version is their own affair.
 */
export async function holdAsReviewer(
  stores: Stores,
  actor: UserActor,
  versionId: VersionId,
): Promise<HeldReview> {
  const seen = await stores.versions.find(actor, versionId);
  if (!seen || seen.submittedAt === null) throw new DomainError("not_found");
  if (await isConcerned(stores, actor, seen)) throw new DomainError("own_app_review");
  return holdReview(stores, versionId);
}

/** Whether a version is the actor's own affair, be it by an account they do not act for at the moment. */
export async function isConcerned(
  { reviews }: Pick<Stores, "reviews">,
  actor: UserActor,
  version: Version,
): Promise<boolean> {
  if (version.developerId === actor.developerId || version.createdBy === actor.userId) return true;
  return reviews.concerns(actor.userId, version);
}

/**
 * @throws DomainError `version_state_conflict` when it is not in review; `review_claimed` when another reviewer has it
 *   in hand.
 */
export function requireFree({ version, review }: HeldReview, actor: UserActor, at: Date): void {
  if (version.status !== "in_review") throw new DomainError("version_state_conflict");
  requireNoOther(review, actor, at);
}

/** @throws DomainError `review_claimed` when another reviewer has it in hand. */
export function requireNoOther(review: Review, actor: UserActor, at: Date): void {
  const claim = liveClaim(review, at);
  if (claim && claim.by !== actor.userId) throw new DomainError("review_claimed");
}
