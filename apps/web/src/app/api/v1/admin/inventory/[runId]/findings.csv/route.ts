import { findingsCsv } from "@/http/findings-csv.ts";
import { InventoryRunParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "admin",
  params: InventoryRunParams,
  async handle({ actor, params, app }) {
    const batches = await app.exportFindings({ actor, ...params });
    return new Response(findingsCsv(batches), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="findings-${params.runId}.csv"`,
      },
    });
  },
});
