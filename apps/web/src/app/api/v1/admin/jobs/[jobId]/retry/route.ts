import { JobParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "store.administer",
  params: JobParams,
  async handle({ actor, params, app }) {
    await app.retryJob({ actor, ...params });
    return noContent();
  },
});
