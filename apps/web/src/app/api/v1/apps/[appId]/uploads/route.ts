import { AppParams, UploadInput } from "@/http/inputs.ts";
import { presentPut, presentUpload } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "user",
  params: AppParams,
  body: UploadInput,
  handle: async ({ actor, params, body, app }) => {
    const { upload, put } = await app.startUpload({ actor, ...params, ...body });
    return json({ upload: presentUpload(upload), put: presentPut(put) }, 201);
  },
});
