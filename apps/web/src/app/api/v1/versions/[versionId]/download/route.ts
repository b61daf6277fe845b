import { VersionParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

/** Sends the caller to storage; the address is theirs alone and works for an hour. */
export const GET = route({
  auth: "app.read",
  params: VersionParams,
  handle: async ({ actor, params, app }) => {
    const location = await app.getPackageDownload({ actor, ...params });
    return new Response(null, { status: 303, headers: { location, "referrer-policy": "no-referrer" } });
  },
});
