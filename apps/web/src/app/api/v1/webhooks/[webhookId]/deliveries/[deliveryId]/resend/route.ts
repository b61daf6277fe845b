import { DeliveryParams } from "@/http/notice-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "webhook.manage",
  params: DeliveryParams,
  handle: async ({ actor, params, app }) => {
    await app.resendDelivery({ actor, ...params });
    return noContent();
  },
});
