import { CatalogQuery } from "@mosis/domain";
import { presentFound } from "@/http/present-catalog.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  query: CatalogQuery,
  handle: async ({ query, catalog }) => {
    if (query.q) return json(presentFound(await catalog.search(query)));
    return json(presentFound({ ...(await catalog.list(query)), isCut: false, instead: null }));
  },
});
