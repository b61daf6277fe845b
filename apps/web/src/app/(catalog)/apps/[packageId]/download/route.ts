import { z } from "zod";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { route } from "@/http/route.ts";

const Latest = z.object({ download_url: z.url() });

/** Sends a visitor to the file, by the address a device would get, or back to the app's page, which says why not. */
export const GET = route({
  auth: "public",
  params: z.object({ packageId: z.string().max(200) }),
  handle: async ({ params }) => {
    const packageId = encodeURIComponent(params.packageId);
    const unavailable = `/apps/${packageId}?download=unavailable`;
    try {
      const answer = await fetch(`${env().EDGE_URL}/v1/apps/${packageId}/latest`, {
        cache: "no-store",
        signal: AbortSignal.timeout(5000),
      });
      // Never published, or a moment ago; the app's page knows which.
      if (answer.status === 404 || answer.status === 400) return seeOther(unavailable);
      if (!answer.ok) throw new Error(`the edge answered ${answer.status}`);
      const { download_url } = Latest.parse(await answer.json());
      return seeOther(download_url);
    } catch (error) {
      container().log.warn({ err: error, package_id: params.packageId }, "no download address");
      return seeOther(unavailable);
    }
  },
});

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "referrer-policy": "no-referrer" } });
}
