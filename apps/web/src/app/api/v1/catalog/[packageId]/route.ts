import { DomainError } from "@mosis/domain";
import { CatalogParams } from "@/http/inputs.ts";
import { presentCatalogEntry } from "@/http/present-catalog.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  params: CatalogParams,
  handle: async ({ params, catalog }) => {
    const entry = await catalog.find(params.packageId);
    if (!entry) throw new DomainError("not_found");
    return json(presentCatalogEntry(entry));
  },
});
