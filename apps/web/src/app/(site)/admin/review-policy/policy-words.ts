import type { ReviewPolicy } from "@mosis/domain";

/** A policy in two sentences. */
export function policyInWords({ approvals, rules, sampleShare, lookShare }: ReviewPolicy): string {
  const on = rules.filter(({ isOn }) => isOn).map(({ name }) => `“${name}”`);
  const people = approvals === 2 ? "Two people approve" : "One person approves";
  if (on.length === 0) return `${people} every version.`;
  const share = (basisPoints: number) => `${basisPoints / 100} %`;
  return `Approves by ${on.join(", ")}; ${share(sampleShare)} of that goes to people, ${share(lookShare)} is looked at afterwards. ${people} the rest.`;
}
