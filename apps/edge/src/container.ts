import { type ObjectStore, systemClock } from "@mosis/domain";
import { createObjectStore } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
import type { Hono } from "hono";
import { createEdge } from "./app.ts";
import type { NodeEnv } from "./env.ts";
import { withFallback } from "./fallback-bucket.ts";
import { createLog, type Log } from "./log.ts";
import { presignedBucket } from "./presigned-bucket.ts";

/** The edge on Node, wired to a bucket over the S3 protocol. */
export function createContainer(env: NodeEnv): { edge: Hono; objects: ObjectStore; log: Log } {
  const log = createLog(env.LOG_LEVEL);
  const old = oldBucketOf(env);
  const objects = createObjectStore(bucketOf(env));
  const edge = createEdge({
    bucket: withFallback(presignedBucket(objects), old && presignedBucket(createObjectStore(old))),
    downloadSigningKey: env.DOWNLOAD_SIGNING_KEY,
    edgeUrl: env.EDGE_URL,
    clock: systemClock,
    log,
  });
  return { edge, objects, log };
}
