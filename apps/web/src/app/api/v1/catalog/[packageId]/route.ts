import { DomainError, NewApp } from "@mosis/domain";
import { z } from "zod";
import { presentCatalogEntry } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "public",
  params: z.object({ packageId: NewApp.shape.packageId }),
  handle: async ({ params, catalog }) => {
    const entry = await catalog.find(params.packageId);
    if (!entry) throw new DomainError("not_found");
    return json(presentCatalogEntry(entry));
  },
});
