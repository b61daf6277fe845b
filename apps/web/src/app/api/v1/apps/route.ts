import { ListQuery } from "@mosis/domain";
import { AppInput } from "@/http/inputs.ts";
import { presentApp, presentAppListItem, presentPage } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  query: ListQuery,
  handle: async ({ actor, query, queries }) =>
    json(presentPage(await queries.listApps(actor, query), presentAppListItem)),
});

export const POST = route({
  auth: "app.create",
  body: AppInput,
  handle: async ({ actor, body, app }) => json(presentApp(await app.createApp({ actor, ...body })), 201),
});
