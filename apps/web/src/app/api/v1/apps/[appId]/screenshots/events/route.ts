import { AppParams } from "@/http/inputs.ts";
import { liveEvents } from "@/http/live-events.ts";
import { presentScreenshots } from "@/http/present.ts";
import { route } from "@/http/route.ts";

// One stream for all of an app's: a browser keeps only six lines open to one address.
export const GET = route({
  auth: "app.read",
  params: AppParams,
  handle: async ({ actor, params, request, app, changes }) =>
    liveEvents({
      topic: `screenshots:${params.appId}`,
      changes,
      signal: request.signal,
      read: async () => presentScreenshots(await app.listOwnScreenshots({ actor, ...params })),
      isFinal: ({ items }) => items.every(({ status }) => status !== "rendering"),
    }),
});
