import { VersionParams } from "@/http/inputs.ts";
import { presentComparedFiles } from "@/http/present-reviews.ts";
import { FilesQuery } from "@/http/review-inputs.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "review.decide",
  params: VersionParams,
  query: FilesQuery,
  handle: async ({ actor, params, query, app }) =>
    json(presentComparedFiles(await app.compareVersionFiles({ actor, ...params, query }))),
});
