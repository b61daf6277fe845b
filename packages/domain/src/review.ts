import { z } from "zod";
import type { ReviewMessageId, UserId, VersionId } from "./ids.ts";
import type { AccountRole } from "./permission.ts";
import type { Judgement } from "./review-policy.ts";

/** A claim ends by itself after this long without a sign of whoever made it. */
export const claimLastsMs = 60 * 60 * 1000;

/** Messages about one version; a thread that long is no review any more. */
export const mostMessages = 500;

/** Whose word it is. */
export const reviewSides = ["reviewer", "developer"] as const;
export type ReviewSide = (typeof reviewSides)[number];

/** A note is for reviewers alone, and so is why a claim was taken over, and what a look after the fact came to. */
export const messageKinds = [
  "comment",
  "note",
  "changes",
  "approval",
  "rejection",
  "takeover",
  "look",
] as const;
export type MessageKind = (typeof messageKinds)[number];
export const internalKinds = ["note", "takeover", "look"] as const satisfies readonly MessageKind[];

export function isInternal(kind: MessageKind): boolean {
  return (internalKinds as readonly string[]).includes(kind);
}

/** What a version is turned down for, as it is said to the developer, and what mends it. */
export const reviewReasons = {
  does_not_work: {
    title: "It does not work",
    words: "The app does not start, stops, or a main part of it does nothing.",
    fix: "Try the package on a device of the oldest OS version it names, mend it and upload it with a higher version code.",
  },
  incomplete: {
    title: "It is not finished",
    words: "Placeholders, empty pages, test data or links that lead nowhere are left in it.",
    fix: "Finish or take out what is not done, and upload it with a higher version code.",
  },
  misleading_listing: {
    title: "The listing promises something else",
    words: "Name, description or screenshots show what the app does not do.",
    fix: "Bring listing and app in line. If only the listing has to change, upload the same package with a higher version code.",
  },
  permission_unexplained: {
    title: "A permission without a reason",
    words: "It asks for a permission that nothing in the app or its listing explains.",
    fix: "Leave the permission out, or say in the description what it is for.",
  },
  privacy: {
    title: "It shares what people have not agreed to",
    words: "It collects or sends data of its users without telling them or asking first.",
    fix: "Ask before anything leaves the device, and say in the description what is collected and why.",
  },
  harmful: {
    title: "It harms devices or people",
    words: "It holds code that attacks, spies, mines or loads what was not inspected.",
    fix: "Take that code out. Say in your answer where it came from.",
  },
  unreadable_code: {
    title: "Its code cannot be judged",
    words: "Code is hidden or packed in a way that cannot be read.",
    fix: "Upload code that can be read; minified is fine, encrypted or encoded is not.",
  },
  rights: {
    title: "It uses what belongs to others",
    words: "A name, picture, text or code of somebody else is used without a right to it.",
    fix: "Replace it, or answer with the permission you have.",
  },
  offensive: {
    title: "It shows what this store does not carry",
    words: "It has content that is hateful, illegal or meant to deceive.",
    fix: "Take the content out, and what brings it back.",
  },
  duplicate: {
    title: "It is here already",
    words: "It does no more than another app of the same account, or copies one of another account.",
    fix: "Publish a new version of the app there is.",
  },
  other: {
    title: "Something else",
    words: "The reviewer says what in the text.",
    fix: "Do as the text says, or answer it.",
  },
} as const satisfies Record<string, { title: string; words: string; fix: string }>;
export type ReasonCode = keyof typeof reviewReasons;
export const reasonCodes = Object.keys(reviewReasons) as [ReasonCode, ...ReasonCode[]];

const noNull = /^[^\0]*$/;

/** A reason out of the catalogue, and what in the package it is about. */
export const ReviewReason = z.object({
  code: z.enum(reasonCodes),
  path: z.string().max(512).regex(noNull).nullable().default(null),
  /** Code of a finding. */
  finding: z.string().max(100).regex(noNull).nullable().default(null),
});
export type ReviewReason = z.infer<typeof ReviewReason>;
export const ReviewReasons = z.array(ReviewReason).max(10, "At most ten reasons.");

/** What is written in a review. */
export const ReviewText = z
  .string()
  .trim()
  .min(1, "Write something first.")
  .max(4000, "At most 4,000 characters.")
  .regex(noNull, "Leave out the null character.");

export interface ReviewMessage {
  id: ReviewMessageId;
  versionId: VersionId;
  authorId: UserId;
  side: ReviewSide;
  kind: MessageKind;
  text: string;
  reasons: readonly ReviewReason[];
  createdAt: Date;
}

/** Where the review of a version stands, beside the version's own status. */
export interface Review {
  versionId: VersionId;
  claim: { by: UserId; at: Date; seenAt: Date } | null;
  /** Where it takes two. */
  firstApproval: { by: UserId; at: Date } | null;
  /** Whose the last word is that both sides see, since the version was last submitted. */
  lastWord: ReviewSide | null;
  /** Stands until the version is submitted again. */
  changesRequestedAt: Date | null;
  /** What the policy said of the last submission. */
  judgement: Judgement | null;
  /** A look at what was approved without a person. */
  afterLook: "waiting" | "done" | null;
}

export function newReview(versionId: VersionId): Review {
  return {
    versionId,
    claim: null,
    firstApproval: null,
    lastWord: null,
    changesRequestedAt: null,
    judgement: null,
    afterLook: null,
  };
}

/** Who has the version in hand; null for nobody, also when they have given no sign for an hour. */
export function liveClaim({ claim }: Pick<Review, "claim">, at: Date): Review["claim"] {
  return claim && at.getTime() - claim.seenAt.getTime() < claimLastsMs ? claim : null;
}

/** What the developer waits for. */
export type ReviewWait = "line" | "claimed" | "second_approval" | "your_answer" | "changes" | "nothing";

/** @param review of a version in this status; null when it has none yet. */
export function waitOf(status: string, review: Review | null, at: Date): ReviewWait {
  if (status === "draft" && review?.changesRequestedAt) return "changes";
  if (status !== "in_review") return "nothing";
  if (review?.lastWord === "reviewer") return "your_answer";
  if (review?.firstApproval) return "second_approval";
  return review && liveClaim(review, at) ? "claimed" : "line";
}

/** Decisions that a usual time is told from; below, it would say nothing. */
export const fewestDecisions = 5;
/** Of which it is told, days. */
export const reviewTimesDays = 30;

/** How long people took from submission to decision, milliseconds. */
export interface ReviewTimes {
  decisions: number;
  /** Null as long as there are fewer than `fewestDecisions`. */
  p50Ms: number | null;
  p90Ms: number | null;
}

/** What an account has been through in this store. */
export interface DeveloperRecord {
  name: string;
  memberSince: Date;
  isTrusted: boolean;
  members: { name: string; role: AccountRole }[];
  apps: number;
  versions: number;
  published: number;
  rejected: number;
  removed: number;
  failed: number;
}
