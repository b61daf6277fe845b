import { ScreenshotInput, ScreenshotParams } from "@/http/inputs.ts";
import { presentScreenshot } from "@/http/present.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: ScreenshotParams,
  handle: async ({ actor, params, app }) =>
    json(presentScreenshot(await app.getScreenshot({ actor, ...params }))),
});

export const PATCH = route({
  auth: "app.change",
  params: ScreenshotParams,
  body: ScreenshotInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentScreenshot(await app.describeScreenshot({ actor, ...params, ...body }))),
});

export const DELETE = route({
  auth: "app.change",
  params: ScreenshotParams,
  handle: async ({ actor, params, app }) => {
    await app.deleteScreenshot({ actor, ...params });
    return noContent();
  },
});
