import { DomainError } from "@mosis/domain";
import { feedOfVersions } from "@/catalog/app-feed.ts";
import { keptAnswer } from "@/catalog/kept-answer.ts";
import { CatalogParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  params: CatalogParams,
  handle: async ({ request, params: { packageId }, catalog }) => {
    const entry = await catalog.find(packageId);
    if (!entry) throw new DomainError("not_found");
    const { items } = await catalog.listVersions(packageId, 1);
    return keptAnswer(request, feedOfVersions(entry, items), "application/atom+xml; charset=utf-8");
  },
});
