import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentForecast, presentForecastApp } from "@/http/present-retention.ts";
import { ForecastInput } from "@/http/retention-inputs.ts";
import { json, route } from "@/http/route.ts";

/** What a policy would delete, beside the one in force. Changes nothing. */
export const POST = route({
  auth: "store.administer",
  query: ListQuery,
  body: ForecastInput,
  async handle({ actor, query, body: { days, policy }, app }) {
    const [today, changed, apps] = await Promise.all([
      app.forecastRetention({ actor, days }),
      app.forecastRetention({ actor, policy, days }),
      app.listForecastApps({ actor, policy, days, query }),
    ]);
    return json({
      days,
      today: presentForecast(today),
      changed: presentForecast(changed),
      apps: presentPage(apps, presentForecastApp),
    });
  },
});
