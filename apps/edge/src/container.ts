import { type ObjectStore, systemClock } from "@mosis/domain";
import { createObjectStore } from "@mosis/storage";
import type { Hono } from "hono";
import { createEdge } from "./app.ts";
import { type NodeEnv, oldBucketOf } from "./env.ts";
import { withFallback } from "./fallback-bucket.ts";
import { createLog, type Log } from "./log.ts";
import { presignedBucket } from "./presigned-bucket.ts";

/** The edge on Node, wired to a bucket over the S3 protocol. */
export function createContainer(env: NodeEnv): { edge: Hono; objects: ObjectStore; log: Log } {
  const log = createLog(env.LOG_LEVEL);
  const old = oldBucketOf(env);
  const objects = createObjectStore({
    provider: env.STORAGE_PROVIDER,
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    bucket: env.S3_BUCKET,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  });
  const edge = createEdge({
    bucket: withFallback(presignedBucket(objects), old && presignedBucket(createObjectStore(old))),
    downloadSigningKey: env.DOWNLOAD_SIGNING_KEY,
    edgeUrl: env.EDGE_URL,
    clock: systemClock,
    log,
  });
  return { edge, objects, log };
}
