import { AppParams, UploadInput } from "@/http/inputs.ts";
import { presentOpenUpload, presentPut, presentUpload } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "app.read",
  params: AppParams,
  handle: async ({ actor, params, queries }) => {
    const uploads = await queries.listOpenUploads(actor, params.appId);
    return json({ items: uploads.map(presentOpenUpload) });
  },
});

export const POST = route({
  auth: "upload.send",
  limit: "upload",
  params: AppParams,
  body: UploadInput,
  handle: async ({ actor, params, body, app }) => {
    const { upload, put } = await app.startUpload({ actor, ...params, ...body });
    return json({ upload: presentUpload(upload), put: put && presentPut(put) }, 201);
  },
});
