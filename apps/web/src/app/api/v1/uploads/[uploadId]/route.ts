import { UploadParams } from "@/http/inputs.ts";
import { noContent, route } from "@/http/route.ts";

export const DELETE = route({
  auth: "user",
  params: UploadParams,
  handle: async ({ actor, params, app }) => {
    await app.abortUpload({ actor, ...params });
    return noContent();
  },
});
