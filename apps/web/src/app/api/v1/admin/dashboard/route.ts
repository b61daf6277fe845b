import { DashboardQuery } from "@mosis/domain";
import { presentDashboard } from "@/http/present-dashboard.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: DashboardQuery,
  handle: async ({ actor, query, app }) => json(presentDashboard(await app.readDashboard({ actor, query }))),
});
