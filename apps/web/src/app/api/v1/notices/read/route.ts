import { NoticesRead } from "@mosis/domain";
import { noContent, route } from "@/http/route.ts";

export const POST = route({
  auth: "self.manage",
  body: NoticesRead,
  handle: async ({ actor, body, app }) => {
    await app.markNoticesRead({ actor, ...body });
    return noContent();
  },
});
