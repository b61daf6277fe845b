import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentAlert, presentAlertEpisode } from "@/http/present-alerts.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: ListQuery,
  async handle({ actor, query, app }) {
    const { alerts, episodes } = await app.listAlerts({ actor, query });
    return json({ ...presentPage(episodes, presentAlertEpisode), alerts: alerts.map(presentAlert) });
  },
});
