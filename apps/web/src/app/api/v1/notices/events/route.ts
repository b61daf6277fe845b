import { liveEvents } from "@/http/live-events.ts";
import { presentBell } from "@/http/present-notices.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "self.manage",
  handle: async ({ actor, request, app, changes }) =>
    liveEvents({
      topic: `notices:${actor.userId}`,
      changes,
      signal: request.signal,
      read: async () => presentBell(await app.readBell({ actor })),
      isFinal: () => false,
    }),
});
