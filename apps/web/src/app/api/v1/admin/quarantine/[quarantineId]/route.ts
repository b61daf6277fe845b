import { QuarantineParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "store.administer",
  params: QuarantineParams,
  async handle({ actor, params, app }) {
    await app.deleteQuarantined({ actor, ...params });
    return noContent();
  },
});
