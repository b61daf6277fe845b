import { Badge } from "@mantine/core";
import type { ShownWebhook } from "@mosis/domain";

/** Whether a webhook is sent to, and whether that arrives. */
export function WebhookBadge({ webhook }: { webhook: Pick<ShownWebhook, "pausedFor" | "failingSince"> }) {
  if (webhook.pausedFor === "failures") return <Badge color="red">Paused itself</Badge>;
  if (webhook.pausedFor === "person") return <Badge color="gray">Paused</Badge>;
  return webhook.failingSince ? <Badge color="yellow">Failing</Badge> : <Badge color="green">Active</Badge>;
}
