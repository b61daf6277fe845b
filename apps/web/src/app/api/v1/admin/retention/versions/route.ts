import { RetainedQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentRetained } from "@/http/present-retention.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: RetainedQuery,
  async handle({ actor, query, app }) {
    return json(presentPage(await app.listRetained({ actor, query }), presentRetained));
  },
});
