import { VersionParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "store.administer",
  params: VersionParams,
  async handle({ actor, params, app }) {
    await app.postponeDeletion({ actor, ...params });
    return noContent();
  },
});
