import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "self.manage",
  handle: async ({ actor, app }) => {
    await app.leaveAccount({ actor });
    return noContent();
  },
});
