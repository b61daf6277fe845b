import { SessionParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "self.manage",
  params: SessionParams,
  handle: async ({ actor, params, app }) => {
    await app.revokeSession({ actor, ...params });
    return noContent();
  },
});
