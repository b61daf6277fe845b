import { PartsInput, UploadParams } from "@/http/inputs.ts";
import { presentSignedPart } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "upload.send",
  params: UploadParams,
  body: PartsInput,
  handle: async ({ actor, params, body, app }) => {
    const parts = await app.signParts({ actor, ...params, ...body });
    return json({ parts: parts.map(presentSignedPart) });
  },
});
