import { ReleaseNotesInput, VersionParams } from "@/http/inputs.ts";
import { presentVersion } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const PATCH = route({
  auth: "version.submit",
  params: VersionParams,
  body: ReleaseNotesInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentVersion(await app.changeReleaseNotes({ actor, ...params, ...body }))),
});

export const GET = route({
  auth: "app.read",
  params: VersionParams,
  handle: async ({ actor, params, app }) => {
    const { version } = await app.getVersion({ actor, ...params });
    return json(presentVersion(version));
  },
});
