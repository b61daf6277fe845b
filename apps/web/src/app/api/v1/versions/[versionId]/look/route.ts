import { VersionParams } from "@/http/inputs.ts";
import { LookInput } from "@/http/review-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "review.decide",
  params: VersionParams,
  body: LookInput,
  async handle({ actor, params, body, app }) {
    await app.finishLook({ actor, ...params, ...body });
    return noContent();
  },
});
