import { AppParams } from "@/http/inputs.ts";
import { liveEvents } from "@/http/live-events.ts";
import { presentTracks } from "@/http/present-releases.ts";
import { route } from "@/http/route.ts";

// All of an app's tracks: one line of the few that a browser keeps open to one address.
export const GET = route({
  auth: "app.read",
  params: AppParams,
  handle: async ({ actor, params, request, app, changes }) =>
    liveEvents({
      topic: `releases:${params.appId}`,
      changes,
      signal: request.signal,
      read: async () => presentTracks(await app.listTracks({ actor, ...params })),
      isFinal: () => false,
    }),
});
