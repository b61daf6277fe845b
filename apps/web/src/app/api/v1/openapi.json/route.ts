import { portalDocument } from "@/http/openapi/document.ts";

export const dynamic = "force-static";

/** What the API is, for programs: the same for everybody, made when the portal is built. */
export function GET(): Response {
  return Response.json(portalDocument(), {
    headers: { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" },
  });
}
