import { WebhookParams } from "@/http/notice-inputs.ts";
import { presentNewSecret } from "@/http/present-notices.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "webhook.manage",
  params: WebhookParams,
  handle: async ({ actor, params, app }) =>
    json(presentNewSecret(await app.rotateWebhookSecret({ actor, ...params })), 201),
});
