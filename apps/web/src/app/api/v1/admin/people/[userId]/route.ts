import { PersonParams, PlatformRoleInput } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const PATCH = route({
  auth: "store.administer",
  params: PersonParams,
  body: PlatformRoleInput,
  async handle({ actor, params, body, app }) {
    await app.changePlatformRole({ actor, ...params, ...body });
    return noContent();
  },
});
