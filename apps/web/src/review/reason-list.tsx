import { Code, Text } from "@mantine/core";
import { type ReviewReason, reviewReasons, shownText } from "@mosis/domain";
import classes from "./review.module.css";

/** Reasons out of the catalogue: what is objected to, where, and what mends it. */
export function ReasonList({ reasons }: { reasons: readonly ReviewReason[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className={classes.reasons}>
      {reasons.map((reason) => {
        const { title, words, fix } = reviewReasons[reason.code];
        return (
          <li key={JSON.stringify(reason)}>
            <Text fw={600} size="sm">
              {title}
            </Text>
            {(reason.path !== null || reason.finding !== null) && (
              <Text size="sm" className={classes.where}>
                {reason.finding !== null && <Code>{shownText(reason.finding)}</Code>}{" "}
                {reason.path !== null && <span className={classes.path}>{shownText(reason.path)}</span>}
              </Text>
            )}
            {reason.code !== "other" && <Text size="sm">{words}</Text>}
            {reason.code !== "other" && (
              <Text size="sm" c="dimmed">
                {fix}
              </Text>
            )}
          </li>
        );
      })}
    </ul>
  );
}
