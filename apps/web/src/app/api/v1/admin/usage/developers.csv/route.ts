import { csvDownload } from "@/http/csv.ts";
import { UsageSpanQuery } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";
import { developerDayColumns, developerDayRow } from "@/usage/csv-rows.ts";

export const GET = route({
  auth: "store.administer",
  query: UsageSpanQuery,
  async handle({ actor, query: { days }, app }) {
    const pieces = app.readDeveloperDays({ actor, days });
    return csvDownload(
      `developer-usage-${days}-days.csv`,
      developerDayColumns,
      (async function* () {
        for await (const piece of pieces) yield piece.map(developerDayRow);
      })(),
    );
  },
});
