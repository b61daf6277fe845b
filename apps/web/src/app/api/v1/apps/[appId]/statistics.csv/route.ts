import { csvDownload } from "@/http/csv.ts";
import { AppParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";
import { StatisticsExport } from "@/http/statistics-inputs.ts";
import { countryDayColumns, countryDayRow, versionDayColumns, versionDayRow } from "@/statistics/csv-rows.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  query: StatisticsExport,
  async handle({ actor, params, query: { by, ...query }, app }) {
    if (by === "country") {
      const pieces = await app.exportCountryDays({ actor, ...params, query });
      return csvDownload(
        "downloads-by-country.csv",
        countryDayColumns,
        (async function* () {
          for await (const piece of pieces) yield piece.map(countryDayRow);
        })(),
      );
    }
    const pieces = await app.exportVersionDays({ actor, ...params, query });
    return csvDownload(
      "downloads-by-version.csv",
      versionDayColumns,
      (async function* () {
        for await (const piece of pieces) yield piece.map(versionDayRow);
      })(),
    );
  },
});
