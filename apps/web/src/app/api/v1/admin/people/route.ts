import { PeopleQuery } from "@mosis/domain";
import { presentPage, presentPerson } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: PeopleQuery,
  handle: async ({ actor, query, app }) =>
    json(presentPage(await app.listPeople({ actor, query }), presentPerson)),
});
