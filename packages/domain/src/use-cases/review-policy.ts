import { requireAdmin, type UserActor } from "../actor.ts";
import { changeOf } from "../audit.ts";
import { DomainError } from "../errors.ts";
import { type DeveloperId, newId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { PolicyRevision } from "../ports/reviews.ts";
import { reviewTimesDays } from "../review.ts";
import {
  judgeSubmission,
  type PolicyPreview,
  ReviewPolicy,
  type ReviewPolicyInForce,
} from "../review-policy.ts";

/** Submissions that a preview judges, at most. */
const mostPreviewed = 1_000;
const mostRevisions = 50;
const dayMs = 24 * 60 * 60 * 1000;

/** The policy in force, and those before it. @throws DomainError `role_required`. */
export async function getReviewPolicy(
  { db }: Ports,
  { actor }: { actor: UserActor },
): Promise<{ inForce: ReviewPolicyInForce; revisions: PolicyRevision[] }> {
  requireAdmin(actor);
  const [inForce, revisions] = await Promise.all([
    db.reviews.policy(),
    db.queries.listReviewPolicies(mostRevisions),
  ]);
  return { inForce, revisions };
}

/**
 * Puts another policy in force for what is submitted from now on. What is in review stays with people.
 * @throws DomainError `role_required`.
 */
export async function changeReviewPolicy(
  { db, clock }: Ports,
  input: { actor: UserActor; policy: ReviewPolicy },
): Promise<void> {
  const { actor } = input;
  requireAdmin(actor);
  const policy = ReviewPolicy.parse(input.policy);
  const at = clock.now();
  const id = newId<"review-policy">(at);
  await db.transaction(async (stores) => {
    const { policy: before } = await stores.reviews.policy();
    await stores.reviews.changePolicy(id, policy, actor.userId);
    await stores.audit.append({
      actor,
      action: "review_policy.changed",
      subjectId: id,
      at,
      ...changeOf(before, policy),
    });
  });
}

/**
 * What a policy would have made of the submissions of the last 30 days, each as it was when it was made.
 * @throws DomainError `role_required`.
 */
export async function previewReviewPolicy(
  { db, clock }: Ports,
  input: { actor: UserActor; policy: ReviewPolicy },
): Promise<PolicyPreview> {
  requireAdmin(input.actor);
  const policy = ReviewPolicy.parse(input.policy);
  const since = new Date(clock.now().getTime() - reviewTimesDays * dayMs);
  // One more, to know whether there are more.
  const known = await db.reviews.facts({ since, limit: mostPreviewed + 1 }, policy.trust.days);
  const judged = await Promise.all(
    known
      .slice(0, mostPreviewed)
      .map(({ versionId, facts }) => judgeSubmission({ policy, number: 0, id: null }, versionId, facts)),
  );
  const met = judged.filter(({ rule }) => rule !== null);
  return {
    days: reviewTimesDays,
    submissions: judged.length,
    approved: judged.filter(({ outcome }) => outcome === "approved").length,
    samples: judged.filter(({ outcome }) => outcome === "sample").length,
    looks: judged.filter(({ look }) => look).length,
    byRule: [...new Set(policy.rules.map(({ name }) => name))].map((rule) => ({
      rule,
      met: met.filter((one) => one.rule === rule).length,
    })),
    isPartial: known.length > mostPreviewed,
  };
}

/** Says whether the store trusts an account. @throws DomainError `role_required`, `not_found`. */
export async function trustAccount(
  { db, clock }: Ports,
  { actor, developerId, trusted }: { actor: UserActor; developerId: DeveloperId; trusted: boolean },
): Promise<void> {
  requireAdmin(actor);
  const at = clock.now();
  await db.transaction(async (stores) => {
    if (!(await stores.reviews.trust(developerId, trusted ? at : null))) throw new DomainError("not_found");
    await stores.audit.append({
      actor,
      action: trusted ? "account.trusted" : "account.distrusted",
      subjectId: developerId,
      developerId,
      at,
    });
  });
}
