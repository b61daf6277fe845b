import { presentRelease } from "@/http/present-releases.ts";
import { ReleasesInput } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "release.steer",
  body: ReleasesInput,
  handle: async ({ actor, body, app }) =>
    json({ items: (await app.startReleases({ actor, ...body })).map(presentRelease) }, 201),
});
