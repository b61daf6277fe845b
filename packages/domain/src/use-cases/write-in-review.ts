import { z } from "zod";
import { requirePermission, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { newId, type VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { mostMessages, type ReviewMessage, ReviewText } from "../review.ts";
import { holdAsReviewer, holdReview } from "./hold-review.ts";
import { requireOwnVersion } from "./require-own-version.ts";
import { tellOfVersion } from "./tell-of-version.ts";

/** What is written about a version. A note is read by reviewers alone. */
export const ReviewComment = z.object({ text: ReviewText, internal: z.boolean().default(false) });
export type ReviewComment = z.input<typeof ReviewComment>;

/**
 * Writes about a version that was submitted. A note is read by reviewers alone.
 * @throws DomainError `role_required`, `not_found`, `own_app_review`, `review_thread_full`.
 */
export async function commentOnReview(
  { db, clock }: Ports,
  input: { actor: UserActor; versionId: VersionId; comment: ReviewComment },
): Promise<ReviewMessage> {
  const { actor, versionId } = input;
  const { text, internal } = ReviewComment.parse(input.comment);
  requirePermission(actor, "review.decide");
  const at = clock.now();
  return db.transaction(async (stores) => {
    const { version, review } = await holdAsReviewer(stores, actor, versionId);
    await requireRoom(stores, versionId);
    const message: ReviewMessage = {
      id: newId(at),
      versionId,
      authorId: actor.userId,
      side: "reviewer",
      kind: internal ? "note" : "comment",
      text,
      reasons: [],
      createdAt: at,
    };
    await stores.reviews.say(message);
    const claim = review.claim?.by === actor.userId ? { ...review.claim, seenAt: at } : review.claim;
    await stores.reviews.save({ ...review, claim, ...(!internal && { lastWord: "reviewer" }) });
    await stores.audit.append({
      actor,
      action: internal ? "review.noted" : "review.commented",
      subjectId: versionId,
      at,
      data: { message: message.id },
    });
    if (!internal) await tellOfVersion(stores, { kind: "review.commented", actor, version, at });
    return message;
  });
}

/**
 * Answers reviewers about one's own version, for as long as it stands submitted or changes are asked for.
 * @throws DomainError `not_found`, `account_role_required`, `token_not_allowed`, `review_thread_full`;
 *   `review_not_open` when it was never submitted, or taken out of review.
 */
export async function answerReview(
  { db, clock }: Ports,
  input: { actor: UserActor; versionId: VersionId; text: string },
): Promise<ReviewMessage> {
  const { actor, versionId } = input;
  const text = ReviewText.parse(input.text);
  const at = clock.now();
  return db.transaction(async (stores) => {
    const own = await requireOwnVersion(stores, actor, versionId, "review.answer");
    // A thread begins with the first submission; reviewers see nothing of what was cancelled.
    if (own.submittedAt === null) throw new DomainError("review_not_open");
    const { version, review } = await holdReview(stores, versionId);
    await requireRoom(stores, versionId);
    const message: ReviewMessage = {
      id: newId(at),
      versionId,
      authorId: actor.userId,
      side: "developer",
      kind: "comment",
      text,
      reasons: [],
      createdAt: at,
    };
    await stores.reviews.say(message);
    await stores.reviews.save({ ...review, lastWord: "developer" });
    await stores.audit.append({
      actor,
      action: "review.answered",
      subjectId: versionId,
      at,
      data: { message: message.id },
    });
    await tellOfVersion(stores, { kind: "review.answered", actor, version, at });
    return message;
  });
}

/** @throws DomainError `review_thread_full`. */
export async function requireRoom({ reviews }: Stores, versionId: VersionId): Promise<void> {
  if ((await reviews.countMessages(versionId)) >= mostMessages) throw new DomainError("review_thread_full");
}
