import { AccountInput } from "@/http/inputs.ts";
import { presentAccount } from "@/http/present-teams.ts";
import { json, ownSession, route } from "@/http/route.ts";

export const GET = route({
  auth: "self.manage",
  handle: async ({ actor, app }) => {
    const accounts = await app.listAccounts({ actor });
    return json({ accounts: accounts.map(presentAccount) });
  },
});

export const POST = route({
  auth: "self.manage",
  body: AccountInput,
  handle: async ({ actor, sessionId, body, app }) => {
    const { id, name } = await app.createAccount({ actor, sessionId: ownSession(sessionId), ...body });
    return json({ id, name }, 201);
  },
});
