import { type ObjectStore, systemClock } from "@mosis/domain";
import { createObjectStore } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
import type { Hono } from "hono";
import { createEdge } from "./app.ts";
import { withFallback } from "./bucket/fallback-bucket.ts";
import { objectStoreSink, presignedBucket, presignedDownloads } from "./bucket/presigned-bucket.ts";
import type { NodeEnv } from "./env.ts";
import { createEventLog, type EventLog } from "./events/event-log.ts";
import { createLog, type Log } from "./http/log.ts";

/** The edge on Node, wired to a bucket over the S3 protocol. Events are flushed by who ends the process. */
export function createContainer(env: NodeEnv): {
  edge: Hono;
  objects: ObjectStore;
  events: EventLog;
  log: Log;
} {
  const log = createLog(env.LOG_LEVEL);
  const objects = createObjectStore(bucketOf(env));
  const oldSettings = oldBucketOf(env);
  const old = oldSettings && createObjectStore(oldSettings);
  const events = createEventLog({ sink: objectStoreSink(objects), now: systemClock.now, log });
  const edge = createEdge({
    bucket: withFallback(presignedBucket(objects), old && presignedBucket(old)),
    downloadSigningKey: env.DOWNLOAD_SIGNING_KEY,
    edgeUrl: env.EDGE_URL,
    direct: env.DOWNLOADS === "presigned" ? presignedDownloads(objects, old) : null,
    events,
    runtime: {
      sharesPromises: true,
      // The process lives on by itself, and waits for events when it ends.
      keepAlive: () => undefined,
      // Any caller could send the header that Cloudflare sets.
      countryOf: () => null,
      cache: null,
    },
    clock: systemClock,
    log,
  });
  return { edge, objects, events, log };
}
