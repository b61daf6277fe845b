import { presentRelease } from "@/http/present-releases.ts";
import { ReleaseParams } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "release.steer",
  params: ReleaseParams,
  handle: async ({ actor, params, app }) =>
    json(presentRelease(await app.rollBackRelease({ actor, ...params }))),
});
