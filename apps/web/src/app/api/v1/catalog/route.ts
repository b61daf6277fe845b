import { ListQuery } from "@mosis/domain";
import { presentCatalogItem, presentPage } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  query: ListQuery,
  handle: async ({ query, catalog }) => json(presentPage(await catalog.list(query), presentCatalogItem)),
});
