import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentInventoryRun } from "@/http/present-inventory.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: ListQuery,
  async handle({ actor, query, app }) {
    const { runs, quarantine } = await app.listInventoryRuns({ actor, query });
    return json({ ...presentPage(runs, presentInventoryRun), quarantine });
  },
});

export const POST = route({
  auth: "store.administer",
  handle: async ({ actor, app }) => json(presentInventoryRun(await app.startInventory({ actor })), 201),
});
