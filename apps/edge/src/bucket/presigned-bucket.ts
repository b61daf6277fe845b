import type { ObjectStore } from "@mosis/domain";
import type { DirectAccess } from "../downloads/direct-access.ts";
import { type EventSink, eventsContentType } from "../events/event-sink.ts";
import type { BucketReader, ByteRange, StoredBody } from "./bucket-reader.ts";

/** The bucket of any S3-compatible server: each read is a presigned GET, whose bytes pass through unbuffered. */
export function presignedBucket(objects: Pick<ObjectStore, "head" | "presignGet">): BucketReader {
  return {
    head: (key) => objects.head(key),
    async get(key, range) {
      const url = await objects.presignGet({ key, expiresInSeconds: 3600, fileName: "object" });
      const response = await fetch(url, { headers: requestHeaders(range), redirect: "error" });
      if (response.status === (range ? 206 : 200)) return readBody(response, range);
      const reason = await readErrorCode(response);
      // A missing bucket is 404 as well, and it does not mean that the object is gone.
      if (response.status === 404 && reason === "NoSuchKey") return null;
      throw new Error(`Storage answered a read with ${response.status} ${reason ?? "and no reason"}.`);
    },
  };
}

function requestHeaders(range: ByteRange | undefined): Record<string, string> {
  return {
    "accept-encoding": "identity",
    ...(range && { range: `bytes=${range.offset}-${range.offset + range.length - 1}` }),
  };
}

async function readBody(response: Response, range: ByteRange | undefined): Promise<StoredBody> {
  const size = Number(
    range ? response.headers.get("content-range")?.split("/")[1] : response.headers.get("content-length"),
  );
  const etag = response.headers.get("etag")?.replaceAll('"', "");
  if (!response.body || !etag || !Number.isSafeInteger(size)) {
    await response.body?.cancel();
    throw new Error("Storage answered a read without its size or entity tag.");
  }
  return { size, etag, body: response.body };
}

/** The `Code` of S3's XML error document, which is a few hundred bytes. */
async function readErrorCode(response: Response): Promise<string | null> {
  return /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? null;
}

/** Downloads straight from storage; while the store moves house, from whichever bucket has the object. */
export function presignedDownloads(
  objects: Pick<ObjectStore, "head" | "presignGet">,
  old: Pick<ObjectStore, "presignGet"> | null,
): DirectAccess {
  return {
    async addressOf(object) {
      const holder = old && !(await objects.head(object.key)) ? old : objects;
      return holder.presignGet(object);
    },
  };
}

export function objectStoreSink(objects: Pick<ObjectStore, "put">): EventSink {
  return {
    async put(key, bytes) {
      await objects.put({ key, bytes, contentType: eventsContentType, cacheControl: "no-store" });
    },
  };
}
