import type { R2Bucket } from "@cloudflare/workers-types";
import { systemClock } from "@mosis/domain";
import type { Hono } from "hono";
import { createEdge } from "./app.ts";
import { readWorkerEnv } from "./env.ts";
import { withFallback } from "./fallback-bucket.ts";
import { createLog } from "./log.ts";
import { r2Bucket } from "./r2-bucket.ts";

interface Bindings {
  BUCKET: R2Bucket;
  /** The bucket the store moves away from, while it does: docs/moving-house.md. */
  OLD_BUCKET?: R2Bucket;
  EDGE_URL: string;
  DOWNLOAD_SIGNING_KEY: string;
}

/** Bindings are the same for every request of an isolate, so one edge serves them all. */
let edge: Hono | undefined;

function createFrom(bindings: Bindings): Hono {
  const env = readWorkerEnv(bindings);
  return createEdge({
    bucket: withFallback(
      r2Bucket(bindings.BUCKET),
      bindings.OLD_BUCKET ? r2Bucket(bindings.OLD_BUCKET) : null,
    ),
    downloadSigningKey: env.DOWNLOAD_SIGNING_KEY,
    edgeUrl: env.EDGE_URL,
    clock: systemClock,
    log: createLog(env.LOG_LEVEL),
  });
}

export default {
  fetch(request: Request, bindings: Bindings): Response | Promise<Response> {
    edge ??= createFrom(bindings);
    return edge.fetch(request, bindings);
  },
};
