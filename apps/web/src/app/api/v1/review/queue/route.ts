import { ReviewQueueQuery } from "@mosis/domain";
import { presentPage } from "@/http/present.ts";
import { presentQueueItem } from "@/http/present-reviews.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "review.decide",
  query: ReviewQueueQuery,
  handle: async ({ actor, query, queries }) =>
    json(
      presentPage(
        await queries.listReviewQueue(query, { userId: actor.userId, at: new Date() }),
        presentQueueItem,
      ),
    ),
});
