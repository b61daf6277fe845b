import { VersionParams } from "@/http/inputs.ts";
import { presentShownFile } from "@/http/present-reviews.ts";
import { FileQuery } from "@/http/review-inputs.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "review.decide",
  params: VersionParams,
  query: FileQuery,
  handle: async ({ actor, params, query, app }) =>
    json(presentShownFile(await app.readPackageFile({ actor, ...params, ...query }))),
});
