import { StoreSettingsInput } from "@/http/inputs.ts";
import { presentStoreSettings } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  handle: async ({ actor, app }) => json(presentStoreSettings(await app.readStoreSettings({ actor }))),
});

export const PATCH = route({
  auth: "store.administer",
  body: StoreSettingsInput,
  handle: async ({ actor, body, app }) =>
    json(presentStoreSettings(await app.changeStoreSettings({ actor, settings: body }))),
});
