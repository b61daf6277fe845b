import { JobParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "store.administer",
  params: JobParams,
  async handle({ actor, params, app }) {
    await app.discardJob({ actor, ...params });
    return noContent();
  },
});
