import { type ObjectStore, objectKeys, systemClock } from "@mosis/domain";
import { createObjectStore } from "@mosis/storage";
import { bucketOf, oldBucketOf } from "@mosis/storage/settings";
import { createHealth, createTelemetry, isBearer, observeHandlers, presentHealth } from "@mosis/telemetry";
import type { Hono } from "hono";
import { createEdge } from "./app.ts";
import { withFallback } from "./bucket/fallback-bucket.ts";
import { objectStoreSink, presignedBucket, presignedDownloads } from "./bucket/presigned-bucket.ts";
import { createNodeDownloadSigner } from "./downloads/node-download-signature.ts";
import type { NodeEnv } from "./env.ts";
import { createEventLog, type EventLog } from "./events/event-log.ts";
import { createLog, type Log } from "./http/log.ts";

/** The edge on Node, wired to a bucket over the S3 protocol. Events are flushed by who ends the process. */
export function createContainer(env: NodeEnv): {
  edge: Hono;
  objects: ObjectStore;
  events: EventLog;
  log: Log;
  /** From now on this process says that it is not ready for more. */
  drain(): void;
} {
  const log = createLog(env.LOG_LEVEL);
  const objects = createObjectStore(bucketOf(env));
  const oldSettings = oldBucketOf(env);
  const old = oldSettings && createObjectStore(oldSettings);
  const { metrics } = createTelemetry({
    app: "edge",
    version: env.MOSIS_VERSION,
    traces: { endpoint: undefined, ratio: 0 },
  });
  const events = createEventLog({ sink: objectStoreSink(objects), now: systemClock.now, log });
  const edge = createEdge({
    bucket: withFallback(presignedBucket(objects), old && presignedBucket(old)),
    signer: createNodeDownloadSigner(env.DOWNLOAD_SIGNING_KEY),
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
    watch: observeHandlers(metrics),
  });

  const health = createHealth({
    checks: {
      // Any object will do: also that there is none is an answer.
      storage: {
        isNeeded: true,
        look: async () => {
          await objects.head(objectKeys.deviceKeys);
          return { words: "answers" };
        },
      },
    },
  });
  let isDraining = false;
  const maySee = (authorization: string | undefined) =>
    env.METRICS_TOKEN !== undefined && isBearer(authorization, env.METRICS_TOKEN);
  const privately = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  edge.get("/readyz", async (c) => {
    const maySeeNumbers = maySee(c.req.header("authorization"));
    const { isReady, document } = presentHealth(await health.read(), { isDraining, maySeeNumbers });
    return c.json(document, isReady ? 200 : 503, privately);
  });
  edge.get("/metrics", async (c) => {
    if (maySee(c.req.header("authorization")))
      return c.body(await metrics.text(), 200, { ...privately, "content-type": metrics.contentType });
    return c.text("Show the metrics' token.\n", 401, {
      ...privately,
      "www-authenticate": 'Bearer realm="metrics"',
    });
  });
  return {
    edge,
    objects,
    events,
    log,
    drain() {
      isDraining = true;
    },
  };
}
