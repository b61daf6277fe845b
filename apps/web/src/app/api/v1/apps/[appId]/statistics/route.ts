import { StatisticsQuery } from "@mosis/domain";
import { AppParams } from "@/http/inputs.ts";
import { presentStatistics } from "@/http/present-statistics.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  query: StatisticsQuery,
  handle: async ({ actor, params, query, app }) =>
    json(presentStatistics(await app.readStatistics({ actor, ...params, query }))),
});
