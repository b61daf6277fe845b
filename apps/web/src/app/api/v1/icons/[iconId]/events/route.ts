import { IconParams } from "@/http/inputs.ts";
import { liveEvents } from "@/http/live-events.ts";
import { presentIcon } from "@/http/present.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: IconParams,
  handle: async ({ actor, params, request, app, changes }) =>
    liveEvents({
      topic: `icon:${params.iconId}`,
      changes,
      signal: request.signal,
      read: async () => presentIcon(await app.getIcon({ actor, ...params })),
      isFinal: ({ status }) => status !== "rendering",
    }),
});
