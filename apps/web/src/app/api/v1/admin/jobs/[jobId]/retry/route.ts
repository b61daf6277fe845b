import { JobParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "admin",
  params: JobParams,
  async handle({ actor, params, app }) {
    await app.retryJob({ actor, ...params });
    return noContent();
  },
});
