import { VersionParams } from "@/http/inputs.ts";
import { presentMessage } from "@/http/present-reviews.ts";
import { AnswerInput } from "@/http/review-inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "review.answer",
  params: VersionParams,
  body: AnswerInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentMessage(await app.answerReview({ actor, ...params, ...body })), 201),
});
