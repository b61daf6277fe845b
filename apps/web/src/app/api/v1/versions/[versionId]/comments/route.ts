import { ReviewComment } from "@mosis/domain";
import { VersionParams } from "@/http/inputs.ts";
import { presentMessage } from "@/http/present-reviews.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "review.decide",
  params: VersionParams,
  body: ReviewComment,
  handle: async ({ actor, params, body, app }) =>
    json(presentMessage(await app.commentOnReview({ actor, ...params, comment: body })), 201),
});
