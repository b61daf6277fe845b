import { categories } from "@mosis/domain";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  handle: async ({ catalog }) => {
    const counts = await catalog.countCategories();
    return json({
      items: counts.map(({ category, apps }) => ({ id: category, name: categories[category], apps })),
    });
  },
});
