import { HoldParams } from "@/http/retention-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "store.administer",
  params: HoldParams,
  async handle({ actor, params, app }) {
    await app.liftHold({ actor, ...params });
    return noContent();
  },
});
