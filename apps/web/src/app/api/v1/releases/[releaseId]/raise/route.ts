import { presentRelease } from "@/http/present-releases.ts";
import { RaiseInput, ReleaseParams } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "release.steer",
  params: ReleaseParams,
  body: RaiseInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentRelease(await app.raiseRelease({ actor, ...params, ...body }))),
});
