import { describe, expect, test } from "vitest";
import { newId, type ReviewPolicyId, type VersionId } from "./ids.ts";
import {
  defaultReviewPolicy,
  drawOf,
  judgeSubmission,
  ReviewPolicy,
  type ReviewRule,
  type SubmissionFacts,
  unmetBy,
} from "./review-policy.ts";

const rule: ReviewRule = {
  name: "Updates",
  isOn: true,
  noNewPermission: true,
  noNewFinding: true,
  notFirst: true,
  trusted: true,
  mostSizeChange: 25,
};
const harmless: SubmissionFacts = {
  isFirst: false,
  newPermissions: 0,
  newFindings: 0,
  size: 1000,
  sizeBefore: 1000,
  isTrusted: true,
  published: 0,
  setbacks: 0,
};
const first: SubmissionFacts = { ...harmless, isFirst: true, sizeBefore: null };
const policy: ReviewPolicy = { ...defaultReviewPolicy, rules: [rule], sampleShare: 0, lookShare: 0 };
const id = "0197e000-0000-7000-8000-000000000001" as ReviewPolicyId;
const versionOf = (at: number) => `0197e000-0000-7000-9000-${String(at).padStart(12, "0")}` as VersionId;

describe("a rule", () => {
  test.each<[string, Partial<SubmissionFacts>, number]>([
    ["what asks for nothing new", {}, 0],
    ["a new permission", { newPermissions: 1 }, 1],
    ["a new finding", { newFindings: 2 }, 1],
    ["a first version, which has no size to compare with", first, 2],
    ["a size up to the bound, upwards", { size: 1250 }, 0],
    ["a size up to the bound, downwards", { size: 750 }, 0],
    ["a size beyond it, upwards", { size: 1251 }, 1],
    ["a size beyond it, downwards", { size: 749 }, 1],
    ["somebody nobody knows", { isTrusted: false }, 1],
    ["a record that is long enough", { isTrusted: false, published: 5 }, 0],
    ["a record that is too short", { isTrusted: false, published: 4 }, 1],
    ["a record with a setback", { isTrusted: false, published: 50, setbacks: 1 }, 1],
    ["a setback of somebody an admin trusts", { setbacks: 1 }, 0],
    ["all at once", { ...first, newPermissions: 1, newFindings: 1, isTrusted: false }, 5],
  ])("judges %s", (_, facts, unmet) => {
    expect(unmetBy({ ...harmless, ...facts }, rule, policy.trust)).toHaveLength(unmet);
  });

  test.each<[string, Partial<ReviewRule>, Partial<SubmissionFacts>]>([
    ["permissions", { noNewPermission: false }, { newPermissions: 3 }],
    ["findings", { noNewFinding: false }, { newFindings: 3 }],
    ["first versions", { notFirst: false, mostSizeChange: null }, first],
    ["trust", { trusted: false }, { isTrusted: false }],
    ["size", { mostSizeChange: null }, { size: 1_000_000 }],
  ])("that does not ask about %s lets it pass", (_, changed, facts) => {
    expect(unmetBy({ ...harmless, ...facts }, rule, policy.trust)).not.toEqual([]);
    expect(unmetBy({ ...harmless, ...facts }, { ...rule, ...changed }, policy.trust)).toEqual([]);
  });

  test("does not count whom an admin trusts where the policy says so", () => {
    const trust = { ...policy.trust, byAdmin: false };
    expect(unmetBy(harmless, rule, trust)).toHaveLength(1);
    expect(unmetBy({ ...harmless, published: 9 }, rule, { ...trust, published: null })).toHaveLength(1);
  });
});

describe("a judgement", () => {
  const judge = (given: Partial<ReviewPolicy>, facts = harmless, version = versionOf(1)) =>
    judgeSubmission({ policy: { ...policy, ...given }, number: 7, id }, version, facts);

  test("says which rule of which policy made it, of which facts", async () => {
    const never = { ...rule, name: "Off", isOn: false };
    const small = { ...rule, name: "Tiny", mostSizeChange: 0 };
    const facts = { ...harmless, size: 1100 };
    expect(await judge({ rules: [never, small, rule] }, facts)).toEqual({
      policy: 7,
      rule: "Updates",
      outcome: "approved",
      look: false,
      facts,
    });
    expect(await judge({ rules: [never] })).toMatchObject({ rule: null, outcome: "person", look: false });
    expect(await judge({ rules: [] })).toMatchObject({ outcome: "person" });
  });

  test("sends all to people, or looks at all, where the shares say so", async () => {
    expect(await judge({ sampleShare: 10_000, lookShare: 10_000 })).toMatchObject({
      outcome: "sample",
      look: false,
      rule: "Updates",
    });
    expect(await judge({ lookShare: 10_000 })).toMatchObject({ outcome: "approved", look: true });
  });

  test("comes out the same however often it is made, and is another draw under another policy", async () => {
    const draws = (of: ReviewPolicyId) =>
      Promise.all(Array.from({ length: 50 }, (_, at) => drawOf("sample", of, versionOf(at))));
    expect(await draws(id)).toEqual(await draws(id));
    expect(await draws(id)).not.toEqual(await draws(newId()));
  });

  test("draws the share that was asked for, and what is looked at apart from the samples", async () => {
    const versions = Array.from({ length: 4_000 }, (_, at) => versionOf(at));
    const judged = await Promise.all(
      versions.map((version) => judge({ sampleShare: 1_000, lookShare: 5_000 }, harmless, version)),
    );
    const samples = judged.filter(({ outcome }) => outcome === "sample");
    const looks = judged.filter(({ look }) => look);
    // The draws are fixed by the ids above. Within four standard deviations of a fair draw.
    expect(Math.abs(samples.length - 400)).toBeLessThan(4 * Math.sqrt(4_000 * 0.1 * 0.9));
    expect(Math.abs(looks.length - 1_800)).toBeLessThan(4 * Math.sqrt(3_600 * 0.5 * 0.5));
    expect(samples.every(({ look }) => !look)).toBe(true);
  });
});

test.each([
  { given: {}, ok: true },
  { given: { approvals: 3 }, ok: false },
  { given: { approvals: 0 }, ok: false },
  { given: { sampleShare: 10_001 }, ok: false },
  { given: { sampleShare: 0.5 }, ok: false },
  { given: { rules: Array(6).fill(rule) }, ok: false },
  { given: { rules: [{ ...rule, name: " " }] }, ok: false },
  { given: { rules: [{ ...rule, mostSizeChange: -1 }] }, ok: false },
  { given: { trust: { byAdmin: true, published: 0, days: 90 } }, ok: false },
  { given: { trust: { byAdmin: true, published: null, days: 0 } }, ok: false },
])("a policy is taken only as it can be kept: %j", ({ given, ok }) => {
  expect(ReviewPolicy.safeParse({ ...defaultReviewPolicy, ...given }).success).toBe(ok);
});
