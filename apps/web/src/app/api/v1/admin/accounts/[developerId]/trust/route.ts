import { AccountParams, TrustInput } from "@/http/review-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const PUT = route({
  auth: "store.administer",
  params: AccountParams,
  body: TrustInput,
  async handle({ actor, params, body, app }) {
    await app.trustAccount({ actor, ...params, ...body });
    return noContent();
  },
});
