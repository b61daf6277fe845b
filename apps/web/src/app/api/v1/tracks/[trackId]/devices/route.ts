import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentTrackDevice } from "@/http/present-releases.ts";
import { TrackDevicesInput, TrackParams } from "@/http/release-inputs.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: TrackParams,
  query: ListQuery,
  handle: async ({ actor, params, query, app }) =>
    json(presentPage(await app.listTrackDevices({ actor, ...params, query }), presentTrackDevice)),
});

export const POST = route({
  auth: "track.change",
  params: TrackParams,
  body: TrackDevicesInput,
  async handle({ actor, params, body, app }) {
    await app.addTrackDevices({ actor, ...params, ...body });
    return noContent();
  },
});
