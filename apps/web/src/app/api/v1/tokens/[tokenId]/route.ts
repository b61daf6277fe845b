import { TokenParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "self.manage",
  params: TokenParams,
  handle: async ({ actor, params, app }) => {
    await app.revokeToken({ actor, ...params });
    return noContent();
  },
});
