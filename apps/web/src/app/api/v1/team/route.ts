import { AccountInput } from "@/http/inputs.ts";
import { presentMember } from "@/http/present-teams.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "team.read",
  handle: async ({ actor, app }) => {
    const { account, members } = await app.readTeam({ actor });
    return json({ id: account.id, name: account.name, members: members.map(presentMember) });
  },
});

export const PATCH = route({
  auth: "team.manage",
  body: AccountInput,
  handle: async ({ actor, body, app }) => {
    await app.renameAccount({ actor, ...body });
    return noContent();
  },
});
