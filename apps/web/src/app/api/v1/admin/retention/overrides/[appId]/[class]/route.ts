import { OverrideInput, OverrideParams } from "@/http/retention-inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const PUT = route({
  auth: "store.administer",
  params: OverrideParams,
  body: OverrideInput,
  async handle({ actor, params: { appId, class: of }, body, app }) {
    await app.setRetentionOverride({ actor, override: { appId, class: of, ...body } });
    return noContent();
  },
});

export const DELETE = route({
  auth: "store.administer",
  params: OverrideParams,
  async handle({ actor, params: { appId, class: of }, app }) {
    await app.removeRetentionOverride({ actor, appId, of });
    return noContent();
  },
});
