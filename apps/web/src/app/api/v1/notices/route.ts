import { NoticeQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentNotice } from "@/http/present-notices.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "self.manage",
  query: NoticeQuery,
  handle: async ({ actor, query, app }) =>
    json(presentPage(await app.listNotices({ actor, query }), presentNotice)),
});
