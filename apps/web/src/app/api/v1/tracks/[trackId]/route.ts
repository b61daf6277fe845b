import { TrackParams } from "@/http/release-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "track.change",
  params: TrackParams,
  async handle({ actor, params, app }) {
    await app.removeTrack({ actor, ...params });
    return noContent();
  },
});
