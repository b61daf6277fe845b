import { ListQuery } from "@mosis/domain";
import { AppParams } from "@/http/inputs.ts";
import { presentPage } from "@/http/present.ts";
import { presentReleasable } from "@/http/present-releases.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  query: ListQuery,
  handle: async ({ actor, params, query, app }) =>
    json(presentPage(await app.listReleasable({ actor, ...params, query }), presentReleasable)),
});
