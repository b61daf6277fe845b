import { presentPolicyPreview } from "@/http/present-reviews.ts";
import { ReviewPolicyInput } from "@/http/review-inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "store.administer",
  body: ReviewPolicyInput,
  handle: async ({ actor, body, app }) =>
    json(presentPolicyPreview(await app.previewReviewPolicy({ actor, policy: body }))),
});
