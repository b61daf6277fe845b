import { presentRelease } from "@/http/present-releases.ts";
import { ReleaseParams } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: ReleaseParams,
  handle: async ({ actor, params, app }) => json(presentRelease(await app.getRelease({ actor, ...params }))),
});
