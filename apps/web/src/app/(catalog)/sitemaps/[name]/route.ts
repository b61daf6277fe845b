import { DomainError } from "@mosis/domain";
import { keptAnswer } from "@/catalog/kept-answer.ts";
import { mostAddresses, sitemapOfApps, sitemapOfPages, sitemapPrefix } from "@/catalog/sitemap.ts";
import { SitemapParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  params: SitemapParams,
  handle: async ({ request, params: { name }, catalog, queries }) => {
    const type = "application/xml; charset=utf-8";
    if (name === "pages") {
      const counts = await catalog.countCategories();
      return keptAnswer(request, sitemapOfPages(counts.map(({ category }) => category)), type);
    }
    const prefix = sitemapPrefix(name);
    if (prefix === null) throw new DomainError("not_found");
    return keptAnswer(
      request,
      sitemapOfApps(await queries.listCatalogAddresses(prefix, mostAddresses)),
      type,
    );
  },
});
