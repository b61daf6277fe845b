import { z } from "zod";
import { AppParams, PartsInput, UploadInput, UploadParams } from "../inputs.ts";
import { CompletedUpload, OpenUpload, ReceivedPart, SignedPart, StartedUpload, Upload } from "./answers.ts";
import type { Call } from "./call.ts";

export const uploadCalls: readonly Call[] = [
  {
    at: "GET /api/v1/apps/{appId}/uploads",
    id: "listUploads",
    summary: "List open uploads",
    auth: "app.read",
    params: AppParams,
    answer: [200, z.object({ items: z.array(OpenUpload) })],
  },
  {
    at: "POST /api/v1/apps/{appId}/uploads",
    id: "startUpload",
    summary: "Announce a file and get the address to send it to",
    description:
      "Access tokens may not send screenshots. Of a file of 16 MiB or more `put` is null: it is sent in parts.",
    auth: "upload.send",
    params: AppParams,
    body: UploadInput,
    answer: [201, StartedUpload],
  },
  {
    at: "GET /api/v1/uploads/{uploadId}",
    id: "readUpload",
    summary: "Read an upload, with the parts that have arrived",
    auth: "app.read",
    params: UploadParams,
    answer: [200, z.object({ upload: Upload, parts: z.array(ReceivedPart) })],
  },
  {
    at: "DELETE /api/v1/uploads/{uploadId}",
    id: "cancelUpload",
    summary: "Cancel an upload",
    auth: "upload.send",
    params: UploadParams,
    answer: [204, null],
  },
  {
    at: "POST /api/v1/uploads/{uploadId}/parts",
    id: "signParts",
    summary: "Get addresses for parts, and say which have arrived",
    auth: "upload.send",
    params: UploadParams,
    body: PartsInput,
    answer: [200, z.object({ parts: z.array(SignedPart) })],
  },
  {
    at: "POST /api/v1/uploads/{uploadId}/complete",
    id: "completeUpload",
    summary: "Say that the file has arrived; as often as you like",
    auth: "upload.send",
    params: UploadParams,
    answer: [202, CompletedUpload],
  },
];
