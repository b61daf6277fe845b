import { WebhookInput } from "@mosis/domain";
import { presentNewSecret, presentWebhook } from "@/http/present-notices.ts";
import { json, route } from "@/http/route.ts";
import { webhookRules } from "@/http/webhook-rules.ts";

export const GET = route({
  auth: "webhook.manage",
  handle: async ({ actor, app }) =>
    json({ webhooks: (await app.listWebhooks({ actor })).map((webhook) => presentWebhook(webhook)) }),
});

export const POST = route({
  auth: "webhook.manage",
  body: WebhookInput,
  handle: async ({ actor, body, app }) =>
    json(presentNewSecret(await app.createWebhook({ actor, rules: webhookRules(), ...body })), 201),
});
