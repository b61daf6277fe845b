import {
  Judgement,
  type MessageKind,
  type Review,
  type ReviewMessage,
  type ReviewMessageId,
  ReviewReasons,
  type ReviewSide,
  type UserId,
  type VersionId,
} from "@mosis/domain";
import { type ReviewMessage as MessageRow, Prisma, type Review as ReviewRow } from "../generated/client.ts";

export function toReview(row: ReviewRow): Review {
  const { claimedBy, claimedAt, claimSeenAt, firstApprovalBy, firstApprovalAt } = row;
  return {
    versionId: row.versionId as VersionId,
    claim:
      claimedBy && claimedAt && claimSeenAt
        ? { by: claimedBy as UserId, at: claimedAt, seenAt: claimSeenAt }
        : null,
    firstApproval:
      firstApprovalBy && firstApprovalAt ? { by: firstApprovalBy as UserId, at: firstApprovalAt } : null,
    lastWord: row.lastWord as ReviewSide | null,
    changesRequestedAt: row.changesRequestedAt,
    judgement: row.judgement === null ? null : Judgement.parse(row.judgement),
    afterLook: row.afterLook as Review["afterLook"],
  };
}

export function changingReviewColumns(review: Review) {
  const { claim, firstApproval, judgement } = review;
  return {
    claimedBy: claim?.by ?? null,
    claimedAt: claim?.at ?? null,
    claimSeenAt: claim?.seenAt ?? null,
    firstApprovalBy: firstApproval?.by ?? null,
    firstApprovalAt: firstApproval?.at ?? null,
    lastWord: review.lastWord,
    changesRequestedAt: review.changesRequestedAt,
    judgement: judgement ?? Prisma.DbNull,
    afterLook: review.afterLook,
  } satisfies Prisma.ReviewUpdateManyMutationInput;
}

export function toMessage(row: MessageRow): ReviewMessage {
  return {
    id: row.id as ReviewMessageId,
    versionId: row.versionId as VersionId,
    authorId: row.authorId as UserId,
    side: row.side as ReviewSide,
    kind: row.kind as MessageKind,
    text: row.text,
    reasons: ReviewReasons.parse(row.reasons),
    createdAt: row.createdAt,
  };
}

export function toMessageRow({ reasons, ...message }: ReviewMessage): Prisma.ReviewMessageCreateManyInput {
  return { ...message, reasons: [...reasons] };
}
