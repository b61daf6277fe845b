import type { Clock } from "@mosis/domain";
import { Hono } from "hono";
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
}

/**
 * The device plane: updates, downloads, reports, public icons and screenshots, from the bucket alone. The same in every
 * runtime; it uses nothing but what the Web platform defines.
 *
 * No middleware: each would cost every update check more than what is answered.
 */
export function createEdge(parts: EdgeParts): Hono {
  const { bucket, signer, edgeUrl, direct, events, runtime, clock, log } = parts;
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
  };
  const served = download({ bucket, signer, now, runtime, cached, direct, record });

  const app = new Hono();
  app.get("/v1/apps/:packageId/update", checkUpdate(answering));
  app.get("/v1/apps/:packageId/latest", latestRelease(answering));
  app.post("/v1/updates", checkUpdates({ ...answering, log }));
  app.post("/v1/reports", installReports({ events, runtime, clock }));
  app.get("/v1/download/:appId/:versionCode", served);
  app.get("/v1/download/:appId/:versionCode/:file", served);
  app.get("/.well-known/mosis-keys.json", deviceKeys({ bucket }));
  app.get("/assets/:appId/:file", publicIcon({ bucket }));
  app.get("/assets/:appId/screenshots/:file", publicScreenshot({ bucket }));
  app.get("/openapi.json", openApi({ edgeUrl }));
  app.get("/healthz", (c) =>
    c.json({ status: "ok" }, 200, { "cache-control": "no-store", "x-content-type-options": "nosniff" }),
  );
  for (const open of ["/v1/apps/*", "/v1/updates", "/v1/reports", "/assets/*"]) app.options(open, preflight);

  app.notFound(() => problem("not_found"));
  app.onError((error, c) => {
    const id = crypto.randomUUID();
    log({
      level: "error",
      message: "request failed",
      id,
      method: c.req.method,
      path: c.req.path,
      error: describeError(error),
    });
    return problem("internal_error", { members: { id } });
  });
  return app;
}
