import type { R2Bucket } from "@cloudflare/workers-types";
import { systemClock } from "@mosis/domain";
import type { Hono } from "hono";
import { createEdge } from "./app.ts";
import { readWorkerEnv } from "./env.ts";
import { createLog } from "./log.ts";
import { r2Bucket } from "./r2-bucket.ts";

interface Bindings {
  BUCKET: R2Bucket;
  EDGE_URL: string;
  DOWNLOAD_SIGNING_KEY: string;
}

/** Bindings are the same for every request of an isolate, so one edge serves them all. */
let edge: Hono | undefined;

function createFrom(bindings: Bindings): Hono {
  const env = readWorkerEnv(bindings);
  return createEdge({
    bucket: r2Bucket(bindings.BUCKET),
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
