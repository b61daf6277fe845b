import { AppParams, ScreenshotOrderInput } from "@/http/inputs.ts";
import { presentScreenshots } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const PUT = route({
  auth: "app.change",
  params: AppParams,
  body: ScreenshotOrderInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentScreenshots(await app.arrangeScreenshots({ actor, ...params, ...body }))),
});
