import type { Cache, ExecutionContext, R2Bucket } from "@cloudflare/workers-types";
import { systemClock } from "@mosis/domain";
import type { Context, Hono } from "hono";
import { createEdge } from "./app.ts";
import { withFallback } from "./bucket/fallback-bucket.ts";
import { r2Bucket, r2EventSink } from "./bucket/r2-bucket.ts";
import { cloudflareCache } from "./downloads/cloudflare-cache.ts";
import { createDownloadSigner } from "./downloads/download-signature.ts";
import { readWorkerEnv } from "./env.ts";
import { createEventLog } from "./events/event-log.ts";
import { createLog } from "./http/log.ts";

interface Bindings {
  BUCKET: R2Bucket;
  /** The bucket the store moves away from, while it does: docs/moving-house.md. */
  OLD_BUCKET?: R2Bucket;
  EDGE_URL: string;
  DOWNLOAD_SIGNING_KEY: string;
}

/** Of the data centre; the Workers types are not global here. */
declare const caches: { default: Cache };

/** Bindings are the same for every request of an isolate, so one edge serves them all. */
let edge: Hono | undefined;

function createFrom(bindings: Bindings): Hono {
  const env = readWorkerEnv(bindings);
  const log = createLog(env.LOG_LEVEL);
  const events = createEventLog({ sink: r2EventSink(bindings.BUCKET), now: systemClock.now, log });
  return createEdge({
    bucket: withFallback(
      r2Bucket(bindings.BUCKET),
      bindings.OLD_BUCKET ? r2Bucket(bindings.OLD_BUCKET) : null,
    ),
    signer: createDownloadSigner(env.DOWNLOAD_SIGNING_KEY),
    edgeUrl: env.EDGE_URL,
    direct: null,
    events,
    runtime: {
      sharesPromises: false,
      keepAlive: (c, work) => c.executionCtx.waitUntil(work),
      countryOf,
      cache: cloudflareCache(caches.default, env.EDGE_URL),
    },
    clock: systemClock,
    log,
    // An isolate keeps nothing that could be scraped: docs/operations.md says what stands in for it.
    watch: null,
  });
}

/** Cloudflare puts it on the request itself; a header of this name that the caller sent is replaced on the way. */
function countryOf(c: Context): string | null {
  const country = (c.req.raw as { cf?: { country?: unknown } }).cf?.country ?? c.req.header("cf-ipcountry");
  // XX is Cloudflare's word for not known.
  return typeof country === "string" && /^[A-Z][A-Z0-9]$/.test(country) && country !== "XX" ? country : null;
}

export default {
  fetch(request: Request, bindings: Bindings, context: ExecutionContext): Response | Promise<Response> {
    edge ??= createFrom(bindings);
    return edge.fetch(request, bindings, context);
  },
};
