import { LinkInput } from "@/http/inputs.ts";
import { json, ownSession, route } from "@/http/route.ts";

export const POST = route({
  auth: "self.manage",
  body: LinkInput,
  handle: async ({ actor, sessionId, body, app }) => {
    const account = await app.acceptInvitation({
      actor,
      sessionId: ownSession(sessionId),
      text: body.token,
    });
    return json({ account_id: account });
  },
});
