import { VersionParams } from "@/http/inputs.ts";
import { liveEvents } from "@/http/live-events.ts";
import { presentVersion } from "@/http/present.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: VersionParams,
  handle: async ({ actor, params, request, app, changes }) =>
    liveEvents({
      topic: `version:${params.versionId}`,
      changes,
      signal: request.signal,
      read: async () => presentVersion((await app.getVersion({ actor, ...params })).version),
      isFinal: ({ status }) => status !== "validating",
    }),
});
