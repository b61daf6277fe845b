import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentRun } from "@/http/present-retention.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: ListQuery,
  async handle({ actor, query, app }) {
    return json(presentPage(await app.listSweepRuns({ actor, query }), presentRun));
  },
});
