import { PublisherParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "trust.manage",
  params: PublisherParams,
  handle: async ({ actor, params, app }) => {
    await app.removeTrustedPublisher({ actor, ...params });
    return noContent();
  },
});
