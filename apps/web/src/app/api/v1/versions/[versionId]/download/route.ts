import { container } from "@/container.ts";
import { VersionParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

/** Sends the caller to storage; the address is theirs alone and works for an hour. */
export const GET = route({
  auth: "app.read",
  params: VersionParams,
  handle: async ({ actor, params, app, request }) => {
    const { url, counts } = await app.getPackageDownload({ actor, ...params });
    // Nobody else sees it: storage counts nothing, and the edge is not on the way.
    if (counts) container().downloads.note({ ...counts, userAgent: request.headers.get("user-agent") });
    return new Response(null, { status: 303, headers: { location: url, "referrer-policy": "no-referrer" } });
  },
});
