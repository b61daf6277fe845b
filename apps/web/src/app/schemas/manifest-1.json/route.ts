import { manifestJsonSchema } from "@mosis/format";

export const dynamic = "force-static";

/** The manifest's schema at an address of its own, for editors on other sites' pages as well. */
export function GET(): Response {
  return Response.json(manifestJsonSchema(), {
    headers: {
      "content-type": "application/schema+json",
      "cache-control": "public, max-age=3600",
      "access-control-allow-origin": "*",
    },
  });
}
