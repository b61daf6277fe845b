import { LogFilesQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentLogFile, presentRebuild } from "@/http/present-statistics.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: LogFilesQuery,
  async handle({ actor, query, app }) {
    const { files, rebuilds } = await app.readDownloadSources({ actor, query });
    return json({ ...presentPage(files, presentLogFile), rebuilds: rebuilds.map(presentRebuild) });
  },
});
