import { StorageQuery } from "@mosis/domain";
import { presentStorage } from "@/http/present-usage.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: StorageQuery,
  handle: async ({ actor, query, app }) => json(presentStorage(await app.readStorage({ actor, query }))),
});
