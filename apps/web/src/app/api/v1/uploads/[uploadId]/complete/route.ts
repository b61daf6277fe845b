import { UploadParams } from "@/http/inputs.ts";
import { presentCompletedUpload } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "upload.send",
  params: UploadParams,
  handle: async ({ actor, params, app }) =>
    json(presentCompletedUpload(await app.completeUpload({ actor, ...params })), 202),
});
