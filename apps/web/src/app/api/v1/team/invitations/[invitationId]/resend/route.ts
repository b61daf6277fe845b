import { env } from "@/env.ts";
import { InvitationParams } from "@/http/inputs.ts";
import { presentOpenedInvitation } from "@/http/present-teams.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "team.manage",
  params: InvitationParams,
  handle: async ({ actor, params, app }) =>
    json(presentOpenedInvitation(await app.resendInvitation({ actor, ...params }), env().PUBLIC_URL)),
});
