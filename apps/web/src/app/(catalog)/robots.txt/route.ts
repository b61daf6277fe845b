import { keptAnswer } from "@/catalog/kept-answer.ts";
import { env } from "@/env.ts";
import { route } from "@/http/route.ts";

// By this name Next would make it when the portal is built.
export const dynamic = "force-dynamic";

/** Searches have no end, and the rest is for who is signed in. */
const closed = ["/search", "/console", "/review", "/admin", "/invitations/", "/transfers/", "/unsubscribe/"];

export const GET = route({
  auth: "public",
  handle: async ({ request }) => {
    const lines = [
      "User-agent: *",
      ...closed.map((path) => `Disallow: ${path}`),
      "Disallow: /apps/*/download",
      "",
      `Sitemap: ${env().PUBLIC_URL}/sitemap.xml`,
      "",
    ];
    return keptAnswer(request, lines.join("\n"), "text/plain; charset=utf-8");
  },
});
