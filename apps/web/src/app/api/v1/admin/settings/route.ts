import { StoreSettingsInput } from "@/http/inputs.ts";
import { presentStoreSettings } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "admin",
  handle: async ({ actor, app }) => json(presentStoreSettings(await app.readStoreSettings({ actor }))),
});

export const PATCH = route({
  auth: "admin",
  body: StoreSettingsInput,
  handle: async ({ actor, body, app }) =>
    json(presentStoreSettings(await app.changeStoreSettings({ actor, settings: body }))),
});
