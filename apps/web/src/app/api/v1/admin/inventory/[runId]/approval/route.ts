import { ApprovalInput, InventoryRunParams } from "@/http/inputs.ts";
import { presentInventoryRun } from "@/http/present-inventory.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "store.administer",
  params: InventoryRunParams,
  body: ApprovalInput,
  handle: async ({ actor, params, body, app }) =>
    json(presentInventoryRun(await app.approveRepairs({ actor, ...params, ...body })), 202),
});
