import { LinkInput } from "@/http/inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "app.transfer",
  body: LinkInput,
  handle: async ({ actor, body, app }) => {
    const { appId, packageId } = await app.acceptOffer({ actor, text: body.token });
    return json({ app_id: appId, package_id: packageId });
  },
});
