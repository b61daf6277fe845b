import { env } from "@/env.ts";
import { UnsubscribeParams } from "@/http/notice-inputs.ts";
import { json, route } from "@/http/route.ts";

// Looking does nothing: programs that check the links of an e-mail follow them all.
export const GET = route({
  auth: "public",
  anyOrigin: true,
  params: UnsubscribeParams,
  handle: async ({ params }) =>
    new Response(null, {
      status: 303,
      headers: { location: `${env().PUBLIC_URL}/unsubscribe/${encodeURIComponent(params.token)}` },
    }),
});

export const POST = route({
  auth: "public",
  // Mail programs and their servers send it (RFC 8058), from wherever; what it may do stands in the link alone.
  anyOrigin: true,
  params: UnsubscribeParams,
  handle: async ({ params, app }) =>
    json(await app.unsubscribe({ token: params.token, secret: env().MAIL_LINK_SECRET })),
});
