import { AppParams } from "@/http/inputs.ts";
import { presentScreenshots } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  handle: async ({ actor, params, app }) =>
    json(presentScreenshots(await app.listOwnScreenshots({ actor, ...params }))),
});
