import { VersionParams } from "@/http/inputs.ts";
import { presentEndedVersion } from "@/http/present.ts";
import { EndInput } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "store.administer",
  params: VersionParams,
  body: EndInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentEndedVersion(await app.removeVersion({ actor, ...params, ...body }))),
});
