import type { DeveloperId, ReviewPolicyId, UserId, VersionId } from "../ids.ts";
import type { Page, ReviewQueueQuery } from "../listing.ts";
import type { DeveloperRecord, Review, ReviewMessage, ReviewTimes } from "../review.ts";
import type { ReviewPolicy, ReviewPolicyInForce, SubmissionFacts } from "../review-policy.ts";
import type { Version } from "../version.ts";
import type { ReviewQueueItem } from "./queries.ts";

/** Reviews of versions beside the versions' own status, and the policy for them. */
export interface ReviewStore {
  find(versionId: VersionId): Promise<Review | null>;
  /**
   * The version's review, new when there is none, held until the transaction ends: whoever decides, claims, submits or
   * cancels takes it first, so that all of that queues up. Inside a transaction only.
   */
  hold(versionId: VersionId): Promise<Review>;
  /** Writes what was held. */
  save(review: Review): Promise<void>;
  say(message: ReviewMessage): Promise<void>;
  countMessages(versionId: VersionId): Promise<number>;
  /**
   * Whether a version is this person's affair: they belong to its account or to the one that founded the app, did when
   * it was uploaded, or have uploaded a version of the app themselves.
   */
  concerns(
    userId: UserId,
    version: Pick<Version, "appId" | "developerId" | "founderId" | "createdAt">,
  ): Promise<boolean>;
  /** The last version of the app that was published before this one and still is. */
  findPublishedBefore(version: Pick<Version, "id" | "appId" | "versionCode">): Promise<Version | null>;
  policy(): Promise<ReviewPolicyInForce>;
  changePolicy(id: ReviewPolicyId, policy: ReviewPolicy, by: UserId): Promise<void>;
  /** Says whether admins trust an account. False when there is no such account. */
  trust(developerId: DeveloperId, since: Date | null): Promise<boolean>;
  /**
   * What is known of submissions, each as it was when it was made: of one version, which is being submitted `at`, or of
   * the latest since a time, at most `limit`. Setbacks and publications are those of `trustDays`.
   */
  facts(
    of: { versionId: VersionId; at: Date } | { since: Date; limit: number },
    trustDays: number,
  ): Promise<{ versionId: VersionId; facts: SubmissionFacts }[]>;
}

/** A message with who wrote it. */
export type ThreadMessage = ReviewMessage & { author: string | null };

/** Where a version in review stands in line. */
export interface QueuePlace {
  /** From 1. */
  position: number;
  waiting: number;
}

/** A policy there was or is. */
export type PolicyRevision = Pick<ReviewPolicyInForce, "number" | "policy" | "changedBy"> & {
  changedAt: Date;
};

export interface ReviewQueries {
  /** What waits for a person, in the order asked for. Callers check the role. */
  listReviewQueue(
    query: ReviewQueueQuery,
    viewer: { userId: UserId; at: Date },
  ): Promise<Page<ReviewQueueItem>>;
  /** The latest 500, oldest first; what is internal on demand. Callers check who may see the version. */
  listThread(versionId: VersionId, options: { isInternal: boolean }): Promise<ThreadMessage[]>;
  /** Of decisions by people in the last `reviewTimesDays`. */
  readReviewTimes(at: Date): Promise<ReviewTimes>;
  /** Null when the version is not in review. */
  readQueuePlace(versionId: VersionId): Promise<QueuePlace | null>;
  readDeveloperRecord(developerId: DeveloperId): Promise<DeveloperRecord | null>;
  /** Every policy there has been, the latest first. */
  listReviewPolicies(limit: number): Promise<PolicyRevision[]>;
  /** Names of people, by id. */
  namesOf(ids: readonly UserId[]): Promise<Map<UserId, string>>;
}
