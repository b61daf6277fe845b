import { LinkInput } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "self.manage",
  body: LinkInput,
  handle: async ({ actor, body, app }) => {
    await app.declineInvitation({ actor, text: body.token });
    return noContent();
  },
});
