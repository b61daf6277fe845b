import { InvitationParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "team.manage",
  params: InvitationParams,
  handle: async ({ actor, params, app }) => {
    await app.revokeInvitation({ actor, ...params });
    return noContent();
  },
});
