import { AppParams } from "@/http/inputs.ts";
import { presentPage } from "@/http/present.ts";
import { presentRelease, presentReleaseItem } from "@/http/present-releases.ts";
import { ReleaseInput, ReleasesQuery } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  query: ReleasesQuery,
  handle: async ({ actor, params, query: { track, ...query }, app }) => {
    const page = await app.listReleases({ actor, ...params, trackId: track, query });
    return json(presentPage(page, presentReleaseItem));
  },
});

export const POST = route({
  auth: "release.steer",
  params: AppParams,
  body: ReleaseInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentRelease(await app.startRelease({ actor, ...params, ...body })), 201),
});
