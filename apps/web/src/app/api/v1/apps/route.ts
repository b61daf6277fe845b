import { ListQuery } from "@mosis/domain";
import { AppInput } from "@/http/inputs.ts";
import { presentApp, presentAppListItem, presentPage } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "user",
  tokens: true,
  query: ListQuery,
  handle: async ({ actor, query, queries }) =>
    json(presentPage(await queries.listApps(actor, query), presentAppListItem)),
});

export const POST = route({
  auth: "user",
  body: AppInput,
  handle: async ({ actor, body, app }) => json(presentApp(await app.createApp({ actor, ...body })), 201),
});
