import { AccountChoice } from "@/http/inputs.ts";
import { noContent, ownSession, route } from "@/http/route.ts";

export const PUT = route({
  auth: "self.manage",
  body: AccountChoice,
  handle: async ({ actor, sessionId, body, app }) => {
    await app.switchAccount({ actor, sessionId: ownSession(sessionId), developerId: body.account_id });
    return noContent();
  },
});
