import { DomainError } from "@mosis/domain";
import { appCards } from "@/catalog/app-cards.ts";
import { cardVersion } from "@/catalog/card-address.ts";
import { CardQuery, CatalogParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

/** The picture that is shown with links to the app. Its address has what is on it. */
export const GET = route({
  auth: "public",
  params: CatalogParams,
  query: CardQuery,
  handle: async ({ params: { packageId }, query: { v }, catalog }) => {
    const entry = await catalog.find(packageId);
    if (!entry) throw new DomainError("not_found");
    const png = await appCards().get(entry);
    if (!png) throw new DomainError("service_unavailable");
    const isForGood = v === cardVersion(entry);
    return new Response(new Uint8Array(png), {
      headers: {
        "content-type": "image/png",
        "cache-control": isForGood ? "public, max-age=86400, immutable" : "public, max-age=300",
      },
    });
  },
});
