import { Alert, Text } from "@mantine/core";
import { type Review, sizeChange } from "@mosis/domain";
import { IconRobot } from "@tabler/icons-react";

/** What the policy said of a submission, and of which facts. Nothing where people decide on everything. */
export function JudgementAlert({ review }: { review: Review | null }) {
  const judgement = review?.judgement;
  if (!judgement || judgement.rule === null) return null;
  const { policy, rule, outcome, facts } = judgement;
  const change = sizeChange(facts);
  const grown = Number.isFinite(change)
    ? `size changed by ${change.toFixed(change < 10 ? 1 : 0)} %`
    : "nothing published before";
  return (
    <Alert
      color={outcome === "approved" ? "blue" : "yellow"}
      icon={<IconRobot size={18} />}
      title={
        outcome === "approved"
          ? "Approved without a person"
          : "A sample: a rule would have approved it, and it was drawn for a person"
      }
    >
      <Text size="sm">
        By “{rule}”, {policy === 0 ? "the store's own policy" : `policy ${policy}`}: {facts.newPermissions}{" "}
        new permissions, {facts.newFindings} new findings, {grown},{" "}
        {facts.isTrusted
          ? "trusted by an admin"
          : `${facts.published} published and ${facts.setbacks} setbacks`}
        .{review.afterLook === "waiting" && " Somebody is to look at it afterwards."}
        {review.afterLook === "done" && " Somebody has looked at it since."}
      </Text>
    </Alert>
  );
}
