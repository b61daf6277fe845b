import { Text } from "@mantine/core";
import type { AuditAction, HistoryItem } from "@mosis/domain";
import classes from "./history-list.module.css";
import { RelativeTime } from "./relative-time.tsx";

const sentences: Partial<Record<AuditAction, string>> = {
  "version.received": "Uploaded",
  "version.failed": "Did not pass the checks",
  "version.passed": "Passed the checks",
  "version.submitted": "Submitted for review",
  "version.review_cancelled": "Taken out of review",
  "version.approved": "Approved",
  "version.rejected": "Rejected",
  "version.published": "Published",
};

/** What happened to a version, and who did it. */
export function HistoryList({ items }: { items: readonly HistoryItem[] }) {
  return (
    <ol className={classes.list}>
      {items.map((item) => (
        <li key={`${item.action} ${item.at.toISOString()}`} className={classes.item}>
          <Text fw={550}>{sentences[item.action] ?? item.action}</Text>
          <Text size="sm" c="dimmed">
            {item.by ?? "The store"} · <RelativeTime at={item.at} />
          </Text>
        </li>
      ))}
    </ol>
  );
}
