import { UploadParams } from "@/http/inputs.ts";
import { presentReceivedPart, presentUpload } from "@/http/present.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: UploadParams,
  handle: async ({ actor, params, app }) => {
    const { upload, parts } = await app.getUpload({ actor, ...params });
    return json({
      upload: presentUpload(upload),
      parts: parts.map((part) => presentReceivedPart(upload, part)),
    });
  },
});

export const DELETE = route({
  auth: "upload.send",
  params: UploadParams,
  handle: async ({ actor, params, app }) => {
    await app.abortUpload({ actor, ...params });
    return noContent();
  },
});
