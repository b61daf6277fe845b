import { VersionParams } from "@/http/inputs.ts";
import { presentProvenance } from "@/http/present-teams.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: VersionParams,
  handle: async ({ actor, params, app }) => {
    const provenance = await app.getProvenance({ actor, ...params });
    return json({ provenance: provenance && presentProvenance(provenance) });
  },
});
