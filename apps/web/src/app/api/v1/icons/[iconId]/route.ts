import { IconParams } from "@/http/inputs.ts";
import { presentIcon } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: IconParams,
  handle: async ({ actor, params, app }) => json(presentIcon(await app.getIcon({ actor, ...params }))),
});
