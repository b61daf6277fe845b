import { defaultReviewPolicy } from "@mosis/domain";
import { expect, test } from "vitest";
import { policyInWords } from "./policy-words.ts";

test("a policy says what it approves by, and how many people approve the rest", () => {
  expect(policyInWords(defaultReviewPolicy)).toBe("One person approves every version.");
  const rules = defaultReviewPolicy.rules.map((rule) => ({ ...rule, isOn: true }));
  expect(policyInWords({ ...defaultReviewPolicy, approvals: 2, rules })).toBe(
    "Approves by “Small updates of trusted developers”; 5 % of that goes to people, 10 % is looked at afterwards. Two people approve the rest.",
  );
});
