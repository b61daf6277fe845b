import { feedOfApps } from "@/catalog/app-feed.ts";
import { keptAnswer } from "@/catalog/kept-answer.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  handle: async ({ request, catalog }) => {
    const { items } = await catalog.list({ category: null, sort: "updated", page: 1 });
    const feed = feedOfApps(items, "/feed.atom", "/", "Mosis: new and updated apps");
    return keptAnswer(request, feed, "application/atom+xml; charset=utf-8");
  },
});
