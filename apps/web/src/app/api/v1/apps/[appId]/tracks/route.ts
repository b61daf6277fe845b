import { AppParams } from "@/http/inputs.ts";
import { presentTrack, presentTracks } from "@/http/present-releases.ts";
import { TrackInput } from "@/http/release-inputs.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  handle: async ({ actor, params, app }) => json(presentTracks(await app.listTracks({ actor, ...params }))),
});

export const POST = route({
  auth: "track.change",
  params: AppParams,
  body: TrackInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentTrack(await app.addTrack({ actor, ...params, track: body })), 201),
});
