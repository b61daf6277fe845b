import type { Clock } from "@mosis/domain";
import { Hono } from "hono";
import { cors } from "hono/cors";
import type { BucketReader } from "./bucket-reader.ts";
import { downloadPackage } from "./download-package.ts";
import { createDownloadSigner } from "./download-signature.ts";
import { latestRelease } from "./latest-release.ts";
import { describeError, type Log } from "./log.ts";
import { problem } from "./problem.ts";
import { publicIcon, publicScreenshot } from "./public-asset.ts";

export interface EdgeParts {
  bucket: BucketReader;
  /** Shared by all processes of the edge. */
  downloadSigningKey: string;
  /** Address under which devices reach the edge, without a slash at the end. */
  edgeUrl: string;
  clock: Clock;
  log: Log;
}

/**
 * The device plane: latest versions, downloads, public icons and screenshots, from the bucket alone. The same in every runtime; it
 * uses nothing but what the Web platform defines.
 */
export function createEdge({ bucket, downloadSigningKey, edgeUrl, clock, log }: EdgeParts): Hono {
  const signer = createDownloadSigner(downloadSigningKey);
  const now = () => clock.now();
  const app = new Hono();

  app.use(async (c, next) => {
    await next();
    c.res.headers.set("x-content-type-options", "nosniff");
  });
  const open = cors({
    origin: "*",
    allowMethods: ["GET", "HEAD"],
    allowHeaders: ["if-none-match"],
    exposeHeaders: ["etag"],
    maxAge: 86_400,
  });
  app.use("/v1/apps/*", open);
  app.use("/assets/*", open, async (c, next) => {
    await next();
    c.res.headers.set("cross-origin-resource-policy", "cross-origin");
  });

  app.get("/healthz", (c) => c.json({ status: "ok" }, 200, { "cache-control": "no-store" }));
  app.get("/v1/apps/:packageId/latest", latestRelease({ bucket, signer, edgeUrl, now }));
  app.get("/v1/download/:appId/:versionCode", downloadPackage({ bucket, signer, now }));
  app.get("/assets/:appId/:file", publicIcon({ bucket }));
  app.get("/assets/:appId/screenshots/:file", publicScreenshot({ bucket }));

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
