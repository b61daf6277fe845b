import { DeliveryQuery } from "@mosis/domain";
import { WebhookParams } from "@/http/notice-inputs.ts";
import { presentPage } from "@/http/present.ts";
import { presentDelivery } from "@/http/present-notices.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "webhook.manage",
  params: WebhookParams,
  query: DeliveryQuery,
  handle: async ({ actor, params, query, app }) =>
    json(presentPage(await app.listDeliveries({ actor, ...params, query }), presentDelivery)),
});
