import type { Clock } from "@mosis/domain";
import { type Context, Hono } from "hono";
import { publicIcon, publicScreenshot } from "./assets/public-asset.ts";
import type { BucketReader } from "./bucket/bucket-reader.ts";
import { createCachedDownloads } from "./downloads/cached-downloads.ts";
import type { DirectAccess } from "./downloads/direct-access.ts";
import { download } from "./downloads/download.ts";
import { type DownloadRecorder, downloadEvent } from "./downloads/download-recorder.ts";
import type { DownloadSigner } from "./downloads/download-signature.ts";
import type { EventLog } from "./events/event-log.ts";
import { installReports } from "./events/install-reports.ts";
import { describeError, type Log } from "./http/log.ts";
import { problem } from "./http/problem.ts";
import { preflight } from "./http/public-headers.ts";
import { openApi } from "./openapi/open-api.ts";
import type { Runtime } from "./runtime.ts";
import { checkUpdate } from "./updates/check-update.ts";
import { checkUpdates } from "./updates/check-updates.ts";
import { deviceKeys } from "./updates/device-keys.ts";
import { latestRelease } from "./updates/latest-release.ts";
import { createTrackStates } from "./updates/track-states.ts";

export interface EdgeParts {
  bucket: BucketReader;
  /** Of a key that all processes of the edge share. */
  signer: DownloadSigner;
  /** Address under which devices reach the edge, without a slash at the end. */
  edgeUrl: string;
  /** Where devices fetch packages themselves; null when the edge serves them. */
  direct: DirectAccess | null;
  events: EventLog;
  runtime: Runtime;
  clock: Clock;
  log: Log;
  /** Counts what is done; null where a process has nothing that lasts to count in. */
  watch: EdgeWatch | null;
}

type Handler = (c: Context) => Response | Promise<Response>;

export interface EdgeWatch {
  /** The same handler, each answer of which counts under its route's pattern. Waits for nothing by itself. */
  around(route: string, handler: Handler): Handler;
  downloaded(download: { cache: string; status: number; bytes: number }): void;
}

/**
 * The device plane: updates, downloads, reports, public icons and screenshots, from the bucket alone. The same in every
 * runtime; it uses nothing but what the Web platform defines.
 *
 * No middleware: each would cost every update check more than what is answered.
 */
export function createEdge(parts: EdgeParts): Hono {
  const { bucket, signer, edgeUrl, direct, events, runtime, clock, log, watch } = parts;
  const now = () => clock.now().getTime();
  const states = createTrackStates({ bucket, now, sharesPromises: runtime.sharesPromises });
  const answering = { states, signer, edgeUrl, now };
  const cached = runtime.cache && createCachedDownloads({ cache: runtime.cache, bucket, runtime, log });
  const record: DownloadRecorder = (c, claim, served, install) => {
    const event = downloadEvent(claim, served, {
      at: clock.now(),
      range: c.req.header("range"),
      country: runtime.countryOf(c),
      userAgent: c.req.header("user-agent"),
      install,
    });
    events.record([event], (work) => runtime.keepAlive(c, work));
    watch?.downloaded({ cache: served.cache, status: served.response.status, bytes: served.bytes });
  };
  const served = download({ bucket, signer, now, runtime, cached, direct, record });

  const app = new Hono();
  const watched = (route: string, handler: Handler) => (watch ? watch.around(route, handler) : handler);
  const get = (route: string, handler: Handler) => app.get(route, watched(route, handler));
  const post = (route: string, handler: Handler) => app.post(route, watched(route, handler));
  get("/v1/apps/:packageId/update", checkUpdate(answering));
  get("/v1/apps/:packageId/latest", latestRelease(answering));
  post("/v1/updates", checkUpdates({ ...answering, log }));
  post("/v1/reports", installReports({ events, runtime, clock }));
  get("/v1/download/:appId/:versionCode", served);
  get("/v1/download/:appId/:versionCode/:file", served);
  get("/.well-known/mosis-keys.json", deviceKeys({ bucket }));
  get("/assets/:appId/:file", publicIcon({ bucket }));
  get("/assets/:appId/screenshots/:file", publicScreenshot({ bucket }));
  get("/openapi.json", openApi({ edgeUrl }));
  app.get("/healthz", (c) =>
    c.json({ status: "ok" }, 200, { "cache-control": "no-store", "x-content-type-options": "nosniff" }),
  );
  for (const open of ["/v1/apps/*", "/v1/updates", "/v1/reports", "/assets/*"]) app.options(open, preflight);

  app.notFound(watched("none", () => problem("not_found")));
  app.onError((error, c) => {
    const id = crypto.randomUUID();
    log({
      level: "error",
      message: "request failed",
      request_id: id,
      method: c.req.method,
      path: c.req.path,
      error: describeError(error),
    });
    return problem("internal_error", { members: { id } });
  });
  return app;
}
