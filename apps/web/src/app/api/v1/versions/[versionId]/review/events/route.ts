import { VersionParams } from "@/http/inputs.ts";
import { liveEvents } from "@/http/live-events.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: VersionParams,
  handle: async ({ actor, params, request, app, changes }) =>
    liveEvents({
      topic: `version:${params.versionId}`,
      changes,
      signal: request.signal,
      read: () => app.readReviewPulse({ actor, ...params }),
      isFinal: () => false,
    }),
});
