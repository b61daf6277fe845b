import { FailedJobsQuery } from "@mosis/domain";
import { presentFailedJob, presentJobCount, presentPage } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: FailedJobsQuery,
  async handle({ actor, query, app }) {
    const { failed, counts } = await app.listFailedJobs({ actor, query });
    return json({ ...presentPage(failed, presentFailedJob), counts: counts.map(presentJobCount) });
  },
});
