import { ListQuery } from "@mosis/domain";
import { AppParams } from "@/http/inputs.ts";
import { presentPage, presentVersionListItem } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  query: ListQuery,
  handle: async ({ actor, params, query, app, queries }) => {
    const { id } = await app.getOwnApp({ actor, ...params });
    return json(presentPage(await queries.listVersions(actor, id, query), presentVersionListItem));
  },
});
