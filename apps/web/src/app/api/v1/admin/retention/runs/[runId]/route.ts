import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentPurge, presentRun } from "@/http/present-retention.ts";
import { RunParams } from "@/http/retention-inputs.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  params: RunParams,
  query: ListQuery,
  async handle({ actor, params, query, app }) {
    const { run, purges } = await app.getSweepRun({ actor, ...params, query });
    return json({ ...presentRun(run), deleted: presentPage(purges, presentPurge) });
  },
});
