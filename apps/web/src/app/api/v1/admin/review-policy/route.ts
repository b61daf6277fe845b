import { presentReviewPolicy } from "@/http/present-reviews.ts";
import { ReviewPolicyInput } from "@/http/review-inputs.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  handle: async ({ actor, app }) => json(presentReviewPolicy(await app.getReviewPolicy({ actor }))),
});

export const PUT = route({
  auth: "store.administer",
  body: ReviewPolicyInput,
  async handle({ actor, body, app }) {
    await app.changeReviewPolicy({ actor, policy: body });
    return noContent();
  },
});
