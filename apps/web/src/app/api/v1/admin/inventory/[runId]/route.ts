import { InventoryRunParams } from "@/http/inputs.ts";
import { presentFindingCount, presentInventoryRun } from "@/http/present-inventory.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  params: InventoryRunParams,
  async handle({ actor, params, app }) {
    const { run, counts } = await app.getInventoryRun({ actor, ...params });
    return json({ ...presentInventoryRun(run), counts: counts.map(presentFindingCount) });
  },
});
