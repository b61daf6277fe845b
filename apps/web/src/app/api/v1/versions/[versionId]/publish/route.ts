import { VersionParams } from "@/http/inputs.ts";
import { presentVersion } from "@/http/present.ts";
import { PublishInput } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "version.publish",
  params: VersionParams,
  body: PublishInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentVersion(await app.publishVersion({ actor, ...params, ...body }))),
});
