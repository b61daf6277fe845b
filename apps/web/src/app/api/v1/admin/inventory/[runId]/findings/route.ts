import { FindingsQuery } from "@mosis/domain";
import { InventoryRunParams } from "@/http/inputs.ts";
import { presentPage } from "@/http/present.ts";
import { presentFinding } from "@/http/present-inventory.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  params: InventoryRunParams,
  query: FindingsQuery,
  handle: async ({ actor, params, query, app }) =>
    json(presentPage(await app.listFindings({ actor, ...params, query }), presentFinding)),
});
