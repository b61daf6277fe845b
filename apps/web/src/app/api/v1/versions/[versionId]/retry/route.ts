import { VersionParams } from "@/http/inputs.ts";
import { presentVersion } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "review.answer",
  params: VersionParams,
  handle: async ({ actor, params, app }) =>
    json(presentVersion(await app.retryValidation({ actor, ...params })), 202),
});
