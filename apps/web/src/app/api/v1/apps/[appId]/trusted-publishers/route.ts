import { TrustedIdentity } from "@mosis/domain";
import { AppParams } from "@/http/inputs.ts";
import { presentPublisher } from "@/http/present-teams.ts";
import { json, route } from "@/http/route.ts";
import { requireUsableIssuer } from "@/trusted/usable-issuer.ts";

export const GET = route({
  auth: "trust.manage",
  params: AppParams,
  handle: async ({ actor, params, app }) => {
    const publishers = await app.listTrustedPublishers({ actor, ...params });
    return json({ publishers: publishers.map(presentPublisher) });
  },
});

export const POST = route({
  auth: "trust.manage",
  params: AppParams,
  body: TrustedIdentity,
  handle: async ({ actor, params, body: identity, app }) => {
    requireUsableIssuer(identity);
    return json(presentPublisher(await app.addTrustedPublisher({ actor, ...params, identity })), 201);
  },
});
