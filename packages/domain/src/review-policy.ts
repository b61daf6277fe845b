import { z } from "zod";
import type { ReviewPolicyId, VersionId } from "./ids.ts";
import { sha256Of } from "./sha256.ts";

/** Shares are in hundredths of a percent. */
const Share = z.int().min(0).max(10_000);
const wholeShare = 10_000;

/** A rule approves what meets all of its conditions; one that asks for nothing approves everything. */
export const ReviewRule = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Give the rule a name.")
    .max(60)
    .regex(/^[^\0]*$/),
  isOn: z.boolean(),
  /** Compared with the last published version. */
  noNewPermission: z.boolean(),
  noNewFinding: z.boolean(),
  notFirst: z.boolean(),
  /** See `ReviewPolicy.trust`. */
  trusted: z.boolean(),
  /** The package is at most so many percent larger or smaller than the last published one; null: of any size. */
  mostSizeChange: z.int().min(0).max(1000).nullable(),
});
export type ReviewRule = z.infer<typeof ReviewRule>;

/** What admins decide about reviews. */
export const ReviewPolicy = z.object({
  /** How many people have to approve a version that people decide on. */
  approvals: z.union([z.literal(1), z.literal(2)]),
  /** Who is trusted: whom an admin says so of, and who has published so many versions without a setback. */
  trust: z.object({
    byAdmin: z.boolean(),
    /** Null: a record makes nobody trusted. */
    published: z.int().min(1).max(1000).nullable(),
    /** In the last so many days, in which nothing was rejected or taken down. */
    days: z.int().min(1).max(730),
  }),
  /** The first that a version meets approves it. */
  rules: z.array(ReviewRule).max(5, "At most five rules."),
  /** Of what a rule would approve, so much goes to a person all the same. */
  sampleShare: Share,
  /** Of what a rule has approved, so much is looked at afterwards. */
  lookShare: Share,
});
export type ReviewPolicy = z.infer<typeof ReviewPolicy>;

/** In force until an admin decides otherwise: people decide on everything. The rule waits to be turned on. */
export const defaultReviewPolicy: ReviewPolicy = {
  approvals: 1,
  trust: { byAdmin: true, published: 5, days: 90 },
  rules: [
    {
      name: "Small updates of trusted developers",
      isOn: false,
      noNewPermission: true,
      noNewFinding: true,
      notFirst: true,
      trusted: true,
      mostSizeChange: 25,
    },
  ],
  sampleShare: 500,
  lookShare: 1_000,
};

/** A policy as it stands; the default has number 0 and no id, author or time. */
export interface ReviewPolicyInForce {
  policy: ReviewPolicy;
  number: number;
  id: ReviewPolicyId | null;
  changedBy: string | null;
  changedAt: Date | null;
}

/** What is known of a submission when it is made. "New" is against the last version that was published before. */
export const SubmissionFacts = z.object({
  isFirst: z.boolean(),
  newPermissions: z.int().min(0),
  newFindings: z.int().min(0),
  size: z.int().min(0),
  /** Of the last published version; null when there is none. */
  sizeBefore: z.int().min(0).nullable(),
  /** An admin trusts the account. */
  isTrusted: z.boolean(),
  /** Versions of the account that were published, and that were rejected or taken down, within the policy's days. */
  published: z.int().min(0),
  setbacks: z.int().min(0),
});
export type SubmissionFacts = z.infer<typeof SubmissionFacts>;

/** What a policy says of a submission, kept with it: which policy, which rule, of what. */
export const Judgement = z.object({
  policy: z.int().min(0),
  /** The rule that it met; null when a person has to decide. */
  rule: z.string().nullable(),
  /** `sample`: met, and drawn for a person to decide all the same. */
  outcome: z.enum(["approved", "sample", "person"]),
  /** Whether somebody is to look at it afterwards. */
  look: z.boolean(),
  facts: SubmissionFacts,
});
export type Judgement = z.infer<typeof Judgement>;

/** What of a rule a submission does not meet, in words; none when it does. */
export function unmetBy(
  facts: SubmissionFacts,
  rule: Omit<ReviewRule, "name" | "isOn">,
  trust: ReviewPolicy["trust"],
): string[] {
  const unmet: string[] = [];
  if (rule.notFirst && facts.isFirst) unmet.push("It is the app's first version.");
  if (rule.noNewPermission && facts.newPermissions > 0) unmet.push("It asks for new permissions.");
  if (rule.noNewFinding && facts.newFindings > 0) unmet.push("The checks found something new.");
  if (rule.trusted && !isTrustedBy(facts, trust)) unmet.push("The developer is not trusted.");
  if (rule.mostSizeChange !== null && sizeChange(facts) > rule.mostSizeChange) {
    unmet.push(`Its size changed by more than ${rule.mostSizeChange} %.`);
  }
  return unmet;
}

export function isTrustedBy(facts: SubmissionFacts, { byAdmin, published }: ReviewPolicy["trust"]): boolean {
  if (byAdmin && facts.isTrusted) return true;
  return published !== null && facts.published >= published && facts.setbacks === 0;
}

/** Percent, up or down; without a version before, more than any bound. */
export function sizeChange({ size, sizeBefore }: SubmissionFacts): number {
  if (sizeBefore === null || sizeBefore === 0) return Number.POSITIVE_INFINITY;
  return (Math.abs(size - sizeBefore) / sizeBefore) * 100;
}

/**
 * Judges a submission. The draw is a hash of policy and version: it comes out the same however often it is made, nobody
 * who submits can choose it, and for another policy it is another one.
 */
export async function judgeSubmission(
  { policy, number, id }: Pick<ReviewPolicyInForce, "policy" | "number" | "id">,
  versionId: VersionId,
  facts: SubmissionFacts,
): Promise<Judgement> {
  const rule = policy.rules.find((one) => one.isOn && unmetBy(facts, one, policy.trust).length === 0);
  if (!rule) return { policy: number, rule: null, outcome: "person", look: false, facts };
  const isSample = (await drawOf("sample", id, versionId)) < policy.sampleShare;
  const look = !isSample && (await drawOf("look", id, versionId)) < policy.lookShare;
  return { policy: number, rule: rule.name, outcome: isSample ? "sample" : "approved", look, facts };
}

/** A number from 0 to 9,999, each as likely as the others. */
export async function drawOf(
  what: "sample" | "look",
  policyId: ReviewPolicyId | null,
  versionId: VersionId,
): Promise<number> {
  const text = new TextEncoder().encode(`mosis:review:${what}:${policyId ?? "default"}:${versionId}`);
  // 48 bits, so that what is left over by the division weighs nothing.
  return Number.parseInt((await sha256Of(text)).slice(0, 12), 16) % wholeShare;
}

/** What a policy would have made of submissions there were. */
export interface PolicyPreview {
  days: number;
  submissions: number;
  approved: number;
  samples: number;
  looks: number;
  /** By the name of the rule. */
  byRule: { rule: string; met: number }[];
  /** Whether there were more submissions than are judged: then the latest were. */
  isPartial: boolean;
}
