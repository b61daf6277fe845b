import { WebhookChange, WebhookParams } from "@/http/notice-inputs.ts";
import { presentWebhook } from "@/http/present-notices.ts";
import { json, noContent, route } from "@/http/route.ts";
import { webhookRules } from "@/http/webhook-rules.ts";

export const GET = route({
  auth: "webhook.manage",
  params: WebhookParams,
  handle: async ({ actor, params, app }) => json(presentWebhook(await app.getWebhook({ actor, ...params }))),
});

export const PATCH = route({
  auth: "webhook.manage",
  params: WebhookParams,
  body: WebhookChange,
  handle: async ({ actor, params, body, app }) =>
    json(presentWebhook(await app.changeWebhook({ actor, ...params, rules: webhookRules(), ...body }))),
});

export const DELETE = route({
  auth: "webhook.manage",
  params: WebhookParams,
  handle: async ({ actor, params, app }) => {
    await app.deleteWebhook({ actor, ...params });
    return noContent();
  },
});
