import { Text } from "@mantine/core";
import type { AuditAction, HistoryItem } from "@mosis/domain";
import { actionWords } from "@/audit/action-words.ts";
import classes from "./history-list.module.css";
import { RelativeTime } from "./relative-time.tsx";

interface Event {
  sentence: string;
  color?: string;
}

const events: Record<Extract<AuditAction, `${"version" | "review"}.${string}`>, Event> = {
  "version.received": { sentence: "Uploaded" },
  "version.failed": { sentence: "Did not pass the checks", color: "red" },
  "version.interrupted": { sentence: "The check broke off", color: "red" },
  "version.retried": { sentence: "Checked again" },
  "version.purged": { sentence: "The package was deleted: its time in the store was over" },
  "version.postponed": { sentence: "Its deletion was called off" },
  "version.passed": { sentence: "Passed the checks", color: "green" },
  "version.described": { sentence: "What is new was written down" },
  "version.submitted": { sentence: "Submitted for review" },
  "version.review_cancelled": { sentence: "Taken out of review" },
  "version.approved": { sentence: "Approved", color: "green" },
  "version.rejected": { sentence: "Rejected", color: "red" },
  "version.first_approved": { sentence: "Approved by a first reviewer" },
  "version.changes_requested": { sentence: "Changes were asked for", color: "red" },
  "version.looked_at": { sentence: "Looked at afterwards" },
  "review.claimed": { sentence: "Taken in hand" },
  "review.taken_over": { sentence: "Taken over" },
  "review.released": { sentence: "Put down" },
  "review.commented": { sentence: "A reviewer wrote" },
  "review.noted": { sentence: "An internal note was written" },
  "review.answered": { sentence: "The developer answered" },
  "version.published": { sentence: "Published", color: "green" },
  "version.withdrawn": { sentence: "Withdrawn", color: "red" },
  "version.removed": { sentence: "Taken down by the store", color: "red" },
};

function eventOf(action: AuditAction): Event {
  return (events as Partial<Record<AuditAction, Event>>)[action] ?? { sentence: actionWords(action) };
}

/** What happened to a version, and who did it. */
export function HistoryList({ items }: { items: readonly HistoryItem[] }) {
  return (
    <ol className={classes.list}>
      {items.map((item) => (
        <li
          key={`${item.action} ${item.at.toISOString()}`}
          className={classes.item}
          data-color={eventOf(item.action).color}
        >
          <Text fw={550}>{eventOf(item.action).sentence}</Text>
          <Text size="sm" c="dimmed">
            {item.by ?? "The store"}
            {"access_token" in item.data && ", by access token"}
            {typeof item.data.rule === "string" &&
              `, by “${item.data.rule}” of ${item.data.policy === 0 ? "its own policy" : `policy ${item.data.policy}`}`}{" "}
            · <RelativeTime at={item.at} />
          </Text>
        </li>
      ))}
    </ol>
  );
}
