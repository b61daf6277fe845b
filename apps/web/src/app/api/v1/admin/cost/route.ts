import { DeveloperUsageQuery } from "@mosis/domain";
import { presentCost } from "@/http/present-usage.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: DeveloperUsageQuery,
  handle: async ({ actor, query, app }) => json(presentCost(await app.readCost({ actor, query }))),
});
