import { deliveryStatuses, noticeKindNames } from "@mosis/domain";
import { z } from "zod";
import { at, count, id } from "./pieces.ts";

// What the API answers about notices and webhooks. openapi.test.ts holds these against what present-notices.ts writes.

const kind = z.enum(noticeKindNames);

export const Notice = z.object({
  id,
  kind,
  at,
  message: z.string().describe("What has happened, in a sentence."),
  place: z.string().describe("A path in the portal, where one sees to it."),
  account: z.object({ id, name: z.string().nullable() }).nullable(),
  read_at: at.nullable(),
});
export const Bell = z.object({
  unread: count.describe("At most 100."),
  latest: z.array(Notice).describe("The latest six."),
});
export const NoticeChoice = z.object({ kind, portal: z.boolean(), mail: z.boolean() });
export const Webhook = z.object({
  id,
  name: z.string(),
  url: z.string(),
  kinds: z.array(kind).readonly(),
  paused_for: z
    .enum(["person", "failures"])
    .nullable()
    .describe("Why nothing is sent at the moment; null while it is."),
  failing_since: at.nullable().describe("Since when nothing has been delivered."),
  previous_secret_until: at.nullable().describe("Until when the secret before signs too."),
  created_at: at,
});
export const NewWebhookSecret = Webhook.extend({
  secret: z.string().describe("`whsec_…`, shown this once."),
});
export const WebhookDelivery = z.object({
  id: id.describe("What the message's `webhook-id` says."),
  kind: z.enum([...noticeKindNames, "ping"]),
  status: z.enum(deliveryStatuses),
  body: z.string().nullable().describe("What is sent; null before the first attempt."),
  attempts: count.describe("Since it was added, or asked for again."),
  attempted_at: at.nullable(),
  duration_ms: count.nullable(),
  response_status: z.int().nullable(),
  response_text: z.string().nullable().describe("The first 1,000 characters of the answer."),
  problem: z.string().nullable().describe("Why it was not delivered, in a sentence."),
  created_at: at,
});
