import { CostSettingsInput } from "@/http/inputs.ts";
import { presentCostSettings } from "@/http/present-usage.ts";
import { json, route } from "@/http/route.ts";

export const PATCH = route({
  auth: "store.administer",
  body: CostSettingsInput,
  handle: async ({ actor, body, app }) =>
    json(presentCostSettings(await app.changeCostSettings({ actor, settings: body }))),
});
