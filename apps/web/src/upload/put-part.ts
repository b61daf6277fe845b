import { fetcher, NetworkError, ProgressTimeout } from "@uppy/core/utils";
import { StorageTrouble } from "./keep-trying.ts";
import type { PartSender } from "./send-parts.ts";
import { sendableHeaders } from "./sendable-headers.ts";

/** Without any progress for this long, an attempt is given up. */
const stallMs = 30_000;

/**
 * Stores one part by its signed request, with Uppy's XMLHttpRequest: `fetch` tells nothing about bytes sent. Uppy's
 * S3 plugin is not used for parts, since it sends them one after the other and takes parts it did not send itself
 * only from storage that can list them.
 */
export const putPart: PartSender["putPart"] = async (request, bytes, { signal, onProgress }) => {
  const stalled = new AbortController();
  const timer = new ProgressTimeout(stallMs, () => stalled.abort());
  timer.progress();
  try {
    const answer = await fetcher(request.url, {
      method: request.method,
      headers: sendableHeaders(request.headers),
      body: bytes,
      // Every attempt has an address of its own, see `sendParts`.
      retries: 0,
      timeout: 0,
      signal: AbortSignal.any([signal, stalled.signal]),
      onUploadProgress: ({ loaded }) => {
        timer.progress();
        onProgress(loaded);
      },
    });
    const etag = answer.getResponseHeader("etag");
    if (etag) return etag;
    throw new Error("Storage does not tell pages the entity tag of a part; its CORS rules must expose ETag.");
  } catch (error) {
    signal.throwIfAborted();
    if (stalled.signal.aborted || error instanceof NetworkError) throw new StorageTrouble(error);
    throw error;
  } finally {
    timer.done();
  }
};
