import { Badge, Text } from "@mantine/core";
import type { ReviewQueueItem, ReviewTimes } from "@mosis/domain";
import Link from "next/link";
import { AppIcon } from "@/ui/app-icon.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import classes from "./queue.module.css";

/** What waits for reviewers: who has it, how long it has waited against what is usual, and why it is there. */
export function QueueList({
  items,
  times,
  viewer,
}: {
  items: readonly ReviewQueueItem[];
  times: ReviewTimes;
  viewer: string;
}) {
  return (
    <ul className={rows.list}>
      {items.map((item) => (
        <li key={item.versionId} className={`${rows.item} row-link ${classes.item}`}>
          <AppIcon app={item.app} size={40} />
          <div className={rows.words}>
            <Link className="row-anchor" href={`/review/${item.versionId}`} data-queue-item>
              {item.app.name} {item.versionName}
            </Link>
            <Text size="sm" c="dimmed">
              {item.developerName} · {formatBytes(item.size)} · submitted{" "}
              <RelativeTime at={item.submittedAt} />
            </Text>
          </div>
          <div className={classes.badges}>
            <Waiting item={item} times={times} />
            {item.sample === "look" && <Badge color="blue">Approved automatically, look at it</Badge>}
            {item.sample === "decide" && <Badge color="blue">Sample</Badge>}
            {item.isApprovedOnce && <Badge color="teal">Needs a second approval</Badge>}
            {item.isAnswered && <Badge color="orange">Answered</Badge>}
            {item.warnings > 0 && (
              <Badge color="yellow">{item.warnings === 1 ? "1 warning" : `${item.warnings} warnings`}</Badge>
            )}
            {item.firstRelease && <Badge>First release</Badge>}
            {item.claimedBy && (
              <Badge color="grape">
                {item.claimedBy.id === viewer ? "In your hands" : `With ${item.claimedBy.name}`}
              </Badge>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Said when it has waited longer than half, or nine tenths, of what is decided does. */
function Waiting({ item, times }: { item: ReviewQueueItem; times: ReviewTimes }) {
  if (item.sample === "look" || times.p50Ms === null || times.p90Ms === null) return null;
  const waited = Date.now() - item.submittedAt.getTime();
  if (waited > times.p90Ms) return <Badge color="red">Waits too long</Badge>;
  return waited > times.p50Ms ? <Badge color="yellow">Longer than usual</Badge> : null;
}
