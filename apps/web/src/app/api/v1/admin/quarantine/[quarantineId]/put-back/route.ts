import { QuarantineParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "store.administer",
  params: QuarantineParams,
  async handle({ actor, params, app }) {
    await app.putBack({ actor, ...params });
    return noContent();
  },
});
