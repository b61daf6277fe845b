import { env } from "@/env.ts";
import { AppParams } from "@/http/inputs.ts";
import { presentTransfer } from "@/http/present-teams.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.transfer",
  params: AppParams,
  handle: async ({ actor, params, app }) => {
    const transfer = await app.getOffer({ actor, ...params });
    return json({ transfer: transfer && presentTransfer(transfer) });
  },
});

export const POST = route({
  auth: "app.transfer",
  params: AppParams,
  handle: async ({ actor, params, app }) => {
    const { transfer, text } = await app.offerApp({ actor, ...params });
    return json({ ...presentTransfer(transfer), link: `${env().PUBLIC_URL}/transfers/${text}` }, 201);
  },
});

export const DELETE = route({
  auth: "app.transfer",
  params: AppParams,
  handle: async ({ actor, params, app }) => {
    await app.callOffOffer({ actor, ...params });
    return noContent();
  },
});
