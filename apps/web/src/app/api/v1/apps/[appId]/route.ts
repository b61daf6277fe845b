import { AppChanges } from "@mosis/domain";
import { AppParams } from "@/http/inputs.ts";
import { presentApp } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  handle: async ({ actor, params, app }) => json(presentApp(await app.getOwnApp({ actor, ...params }))),
});

export const PATCH = route({
  auth: "app.change",
  params: AppParams,
  body: AppChanges,
  handle: async ({ actor, params, body, app }) =>
    json(presentApp(await app.updateApp({ actor, ...params, changes: body }))),
});
