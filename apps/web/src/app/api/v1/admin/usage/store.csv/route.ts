import { csvDownload } from "@/http/csv.ts";
import { UsageSpanQuery } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";
import { dayColumns, dayRow } from "@/usage/csv-rows.ts";

export const GET = route({
  auth: "store.administer",
  query: UsageSpanQuery,
  async handle({ actor, query: { days }, app }) {
    const rows = await app.listStoreDays({ actor, days });
    return csvDownload(
      `store-usage-${days}-days.csv`,
      dayColumns,
      (async function* () {
        yield rows.map(dayRow);
      })(),
    );
  },
});
