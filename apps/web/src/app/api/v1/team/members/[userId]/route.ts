import { MemberParams, RoleInput } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const PATCH = route({
  auth: "team.manage",
  params: MemberParams,
  body: RoleInput,
  handle: async ({ actor, params, body, app }) => {
    await app.changeMemberRole({ actor, ...params, ...body });
    return noContent();
  },
});

export const DELETE = route({
  auth: "team.manage",
  params: MemberParams,
  handle: async ({ actor, params, app }) => {
    await app.removeMember({ actor, ...params });
    return noContent();
  },
});
