import { VersionParams } from "@/http/inputs.ts";
import { ClaimInput } from "@/http/review-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "review.decide",
  params: VersionParams,
  body: ClaimInput,
  async handle({ actor, params, body, app }) {
    await app.claimReview({ actor, ...params, ...body });
    return noContent();
  },
});

export const DELETE = route({
  auth: "review.decide",
  params: VersionParams,
  async handle({ actor, params, app }) {
    await app.releaseReview({ actor, ...params });
    return noContent();
  },
});
