import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentQuarantined } from "@/http/present-inventory.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: ListQuery,
  handle: async ({ actor, query, app }) =>
    json(presentPage(await app.listQuarantine({ actor, query }), presentQuarantined)),
});
