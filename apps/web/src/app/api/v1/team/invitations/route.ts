import { NewInvitation } from "@mosis/domain";
import { env } from "@/env.ts";
import { presentInvitation, presentOpenedInvitation } from "@/http/present-teams.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "team.manage",
  handle: async ({ actor, app }) => {
    const invitations = await app.listInvitations({ actor });
    return json({ invitations: invitations.map(presentInvitation) });
  },
});

export const POST = route({
  auth: "team.manage",
  body: NewInvitation,
  handle: async ({ actor, body, app }) =>
    json(presentOpenedInvitation(await app.invite({ actor, ...body }), env().PUBLIC_URL), 201),
});
