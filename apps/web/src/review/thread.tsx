import { Badge, Text } from "@mantine/core";
import type { MessageKind, ThreadMessage } from "@mosis/domain";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { LinkedText } from "./linked-text.tsx";
import { ReasonList } from "./reason-list.tsx";
import classes from "./review.module.css";

const headings: Partial<Record<MessageKind, { words: string; color: string }>> = {
  approval: { words: "Approved", color: "teal" },
  rejection: { words: "Rejected", color: "red" },
  changes: { words: "Asks for changes", color: "orange" },
  note: { words: "Internal note", color: "grape" },
  takeover: { words: "Took it over", color: "grape" },
  look: { words: "Looked at it afterwards", color: "grape" },
};

/** What both sides have written about a version, oldest first. */
export function Thread({
  messages,
  empty,
}: {
  messages: readonly ThreadMessage[];
  /** What stands there when nothing has been written. */
  empty: string;
}) {
  if (messages.length === 0) {
    return (
      <Text c="dimmed" px="lg" pb="md" size="sm">
        {empty}
      </Text>
    );
  }
  return (
    <ol className={classes.thread} aria-label="Thread">
      {messages.map((message) => {
        const heading = headings[message.kind];
        return (
          <li key={message.id} className={classes.message} data-side={message.side} data-kind={message.kind}>
            <div className={classes.by}>
              <Text span fw={600} size="sm">
                {message.author ?? "Somebody"}
              </Text>
              <Badge size="sm" variant="light" color={message.side === "reviewer" ? "indigo" : "gray"}>
                {message.side === "reviewer" ? "Reviewer" : "Developer"}
              </Badge>
              {heading && (
                <Badge size="sm" color={heading.color}>
                  {heading.words}
                </Badge>
              )}
              <Text span size="sm" c="dimmed">
                <RelativeTime at={message.createdAt} />
              </Text>
            </div>
            {message.text !== "" && (
              <Text size="sm" component="div">
                <LinkedText text={message.text} />
              </Text>
            )}
            <ReasonList reasons={message.reasons} />
          </li>
        );
      })}
    </ol>
  );
}
