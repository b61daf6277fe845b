import { VersionParams } from "@/http/inputs.ts";
import { presentReviewStatus } from "@/http/present-reviews.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: VersionParams,
  handle: async ({ actor, params, app }) =>
    json(presentReviewStatus(await app.readReviewStatus({ actor, ...params }))),
});
