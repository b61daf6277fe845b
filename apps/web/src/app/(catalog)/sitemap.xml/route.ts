import { keptAnswer } from "@/catalog/kept-answer.ts";
import { sitemapIndex } from "@/catalog/sitemap.ts";
import { route } from "@/http/route.ts";

// By this name Next would make it when the portal is built.
export const dynamic = "force-dynamic";

export const GET = route({
  auth: "public",
  handle: async ({ request, catalog }) => {
    const counts = await catalog.countCategories();
    const total = counts.reduce((sum, { apps }) => sum + apps, 0);
    return keptAnswer(request, sitemapIndex(total), "application/xml; charset=utf-8");
  },
});
