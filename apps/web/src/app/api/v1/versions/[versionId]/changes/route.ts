import { ChangeRequest } from "@mosis/domain";
import { VersionParams } from "@/http/inputs.ts";
import { presentVersion } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "review.decide",
  params: VersionParams,
  body: ChangeRequest,
  handle: async ({ actor, params, body, app }) =>
    json(presentVersion(await app.requestChanges({ actor, ...params, request: body }))),
});
