import { TrackDeviceParams } from "@/http/release-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "track.change",
  params: TrackDeviceParams,
  async handle({ actor, params, app }) {
    await app.removeTrackDevice({ actor, ...params });
    return noContent();
  },
});
