import { DomainError } from "@mosis/domain";
import { CatalogParams, PageQuery } from "@/http/inputs.ts";
import { presentPage } from "@/http/present.ts";
import { presentPublicVersion } from "@/http/present-catalog.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  params: CatalogParams,
  query: PageQuery,
  handle: async ({ params, query, catalog }) => {
    const versions = await catalog.listVersions(params.packageId, query.page);
    // What is in the catalog has one at least.
    if (versions.total === 0) throw new DomainError("not_found");
    return json(presentPage(versions, presentPublicVersion));
  },
});
