import { categories } from "@mosis/domain";
import { feedOfApps } from "@/catalog/app-feed.ts";
import { keptAnswer } from "@/catalog/kept-answer.ts";
import { CategoryParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  params: CategoryParams,
  handle: async ({ request, params: { category }, catalog }) => {
    const { items } = await catalog.list({ category, sort: "updated", page: 1 });
    const page = `/categories/${category}`;
    const feed = feedOfApps(items, `${page}/feed.atom`, page, `Mosis: ${categories[category]}`);
    return keptAnswer(request, feed, "application/atom+xml; charset=utf-8");
  },
});
