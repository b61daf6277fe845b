import { VersionParams } from "@/http/inputs.ts";
import { presentVersion } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "version.submit",
  params: VersionParams,
  handle: async ({ actor, params, app }) =>
    json(presentVersion(await app.submitVersion({ actor, ...params }))),
});
