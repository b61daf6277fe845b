import { AlertLimitsInput, AlertParams } from "@/http/alert-inputs.ts";
import { presentAlertLimits } from "@/http/present-alerts.ts";
import { json, route } from "@/http/route.ts";

export const PUT = route({
  auth: "store.administer",
  params: AlertParams,
  body: AlertLimitsInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentAlertLimits(await app.changeAlertLimits({ actor, name: params.alert, limits: body }))),
});
