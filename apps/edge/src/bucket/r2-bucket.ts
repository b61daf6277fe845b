import type { R2Bucket } from "@cloudflare/workers-types";
import { type EventSink, eventsContentType } from "../events/event-sink.ts";
import type { BucketReader } from "./bucket-reader.ts";

/** The bucket through the R2 binding of a Worker: no signing and no HTTP in between. */
export function r2Bucket(bucket: Pick<R2Bucket, "get" | "head">): BucketReader {
  return {
    async head(key) {
      const object = await bucket.head(key);
      return object && { size: object.size, etag: object.etag };
    },
    async get(key, range) {
      const object = await bucket.get(key, range && { range });
      if (!object) return null;
      // The same runtime stream under two declarations: the Workers types bring their own.
      const body = object.body as unknown as ReadableStream<Uint8Array>;
      return { size: object.size, etag: object.etag, body };
    },
  };
}

export function r2EventSink(bucket: Pick<R2Bucket, "put">): EventSink {
  return {
    async put(key, bytes) {
      await bucket.put(key, bytes, { httpMetadata: { contentType: eventsContentType } });
    },
  };
}
