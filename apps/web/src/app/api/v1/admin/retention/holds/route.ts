import { ListQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentHold } from "@/http/present-retention.ts";
import { HoldInput } from "@/http/retention-inputs.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: ListQuery,
  async handle({ actor, query, app }) {
    return json(presentPage(await app.listHolds({ actor, query }), presentHold));
  },
});

export const POST = route({
  auth: "store.administer",
  body: HoldInput,
  async handle({ actor, body, app }) {
    return json(await app.placeHold({ actor, ...body }), 201);
  },
});
