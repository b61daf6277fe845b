import { RunParams } from "@/http/retention-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "store.administer",
  params: RunParams,
  async handle({ actor, params, app }) {
    await app.approveSweep({ actor, ...params });
    return noContent();
  },
});
