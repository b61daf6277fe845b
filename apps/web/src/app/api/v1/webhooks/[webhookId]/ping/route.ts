import { WebhookParams } from "@/http/notice-inputs.ts";
import { presentDelivery } from "@/http/present-notices.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "webhook.manage",
  params: WebhookParams,
  handle: async ({ actor, params, app }) =>
    json(presentDelivery(await app.pingWebhook({ actor, ...params })), 202),
});
