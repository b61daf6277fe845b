import { DomainError } from "@mosis/domain";
import { z } from "zod";
import { env } from "@/env.ts";
import { route } from "@/http/route.ts";

const Latest = z.object({ download_url: z.url() });

/** Sends a visitor to the file, by the address a device would get. */
export const GET = route({
  auth: "public",
  params: z.object({ packageId: z.string().max(200) }),
  handle: async ({ params }) => {
    const address = `${env().EDGE_URL}/v1/apps/${encodeURIComponent(params.packageId)}/latest`;
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(5000) }).catch(
      (cause) => {
        throw new DomainError("service_unavailable", { cause });
      },
    );
    if (answer.status === 404 || answer.status === 400) throw new DomainError("not_found");
    if (!answer.ok) throw new DomainError("service_unavailable");
    const { download_url } = Latest.parse(await answer.json());
    return new Response(null, {
      status: 303,
      headers: { location: download_url, "referrer-policy": "no-referrer" },
    });
  },
});
