import { VersionParams } from "@/http/inputs.ts";
import { presentReview } from "@/http/present-reviews.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "review.decide",
  params: VersionParams,
  handle: async ({ actor, params, app }) => json(presentReview(await app.readReview({ actor, ...params }))),
});
