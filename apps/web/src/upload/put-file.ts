import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import type { PresignedPutJson } from "../http/client.ts";
import { StorageTrouble } from "./keep-trying.ts";
import { sendableHeaders } from "./sendable-headers.ts";

/**
 * Sends a whole file to storage by the request the portal signed, with retries when the connection breaks.
 *
 * The signed request stores the object once. A retry of an attempt that did arrive is answered with 412: the
 * bytes are there, and completing the upload checks them.
 * @throws the signal's reason; StorageTrouble when storage refuses or cannot be reached.
 */
export async function putFile(
  file: File,
  put: PresignedPutJson,
  options: { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<void> {
  const { signal, onProgress } = options;
  signal.throwIfAborted();
  const headers = sendableHeaders(put.headers);
  const uppy = new Uppy({ autoProceed: false, allowMultipleUploadBatches: false });
  uppy.use(AwsS3, { shouldUseMultipart: false, signRequest: () => ({ url: put.url, headers }) });
  uppy.on("upload-progress", (_file, progress) => onProgress(progress.bytesUploaded || 0));
  const abort = () => uppy.cancelAll();
  signal.addEventListener("abort", abort, { once: true });
  try {
    uppy.addFile({ name: file.name, type: file.type, data: file });
    const result = await uppy.upload();
    signal.throwIfAborted();
    const failed = result?.failed?.[0];
    if (failed && !/\b412\b/.test(failed.error ?? "")) {
      throw new StorageTrouble(failed.error);
    }
  } finally {
    signal.removeEventListener("abort", abort);
    uppy.destroy();
  }
}
