import { Badge, Code, Text } from "@mantine/core";
import { noticeKinds, type WebhookDelivery } from "@mosis/domain";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "./deliveries.module.css";
import { ResendDelivery } from "./resend-delivery.tsx";

const looks = {
  pending: { label: "On its way", color: "blue" },
  delivered: { label: "Delivered", color: "green" },
  failed: { label: "Failed", color: "red" },
} as const;

/** A message with what came of it; opened, with what was sent and answered. */
export function DeliveryRow({ delivery }: { delivery: WebhookDelivery }) {
  const { label, color } = looks[delivery.status];
  const words = delivery.kind === "ping" ? "A ping" : noticeKinds[delivery.kind].words;
  const isWaiting = delivery.status === "pending" && delivery.attempts > 0;
  return (
    <li className={classes.item}>
      <details>
        <summary className={classes.summary}>
          <span className={classes.words}>
            <span className={classes.kind}>{words}</span>
            <span className={classes.facts}>
              <RelativeTime at={delivery.attemptedAt ?? delivery.createdAt} />
              {delivery.responseStatus !== null && ` · ${delivery.responseStatus}`}
              {delivery.durationMs !== null && ` · ${delivery.durationMs.toLocaleString("en")} ms`}
              {delivery.attempts > 1 && ` · ${delivery.attempts} attempts`}
            </span>
          </span>
          <Badge color={isWaiting ? "yellow" : color}>{isWaiting ? "Tried again later" : label}</Badge>
        </summary>
        <div className={classes.whole}>
          {delivery.problem && <Text size="sm">{delivery.problem}</Text>}
          <Text size="sm" c="dimmed">
            webhook-id <Code>{delivery.id}</Code>
          </Text>
          {delivery.body !== null && (
            <div>
              <Text size="sm" fw={550} mb={4}>
                What is sent
              </Text>
              <Code block className={classes.text} tabIndex={0}>
                {JSON.stringify(JSON.parse(delivery.body), null, 2)}
              </Code>
            </div>
          )}
          {delivery.responseText && (
            <div>
              <Text size="sm" fw={550} mb={4}>
                What was answered
              </Text>
              <Code block className={classes.text} tabIndex={0}>
                {delivery.responseText}
              </Code>
            </div>
          )}
          {delivery.status !== "pending" && (
            <ResendDelivery webhookId={delivery.webhookId} deliveryId={delivery.id} />
          )}
        </div>
      </details>
    </li>
  );
}
