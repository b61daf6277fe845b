import {
  type AppId,
  cacheControl,
  iconSizes,
  objectKeys,
  type ScreenshotId,
  screenshotContentType,
  screenshotFiles,
} from "@mosis/domain";
import type { Context } from "hono";
import type { BucketReader } from "../bucket/bucket-reader.ts";
import { isId } from "../downloads/download-address.ts";
import { matchesNone } from "../http/entity-tag.ts";
import { problem } from "../http/problem.ts";
import { publicHeaders } from "../http/public-headers.ts";

/** Without the content hash in the address, the next icon has the same one. */
const shortCache = "public, max-age=60";

interface Asset {
  key: string;
  contentType: string;
  cacheControl: string;
}

/** `GET|HEAD /assets/{app_id}/icon-{32|64|128}.png` */
export const publicIcon = (edge: { bucket: BucketReader }) => publicAsset(edge, iconOf);
/** `GET|HEAD /assets/{app_id}/screenshots/{screenshot_id}[-preview].webp` */
export const publicScreenshot = (edge: { bucket: BucketReader }) => publicAsset(edge, screenshotOf);

/** Icons and screenshots: the only objects that anybody may read. */
function publicAsset(
  edge: { bucket: BucketReader },
  assetOf: (appId: AppId, file: string) => Asset | null,
): (c: Context) => Promise<Response> {
  return async (c) => {
    const [appId, file] = [c.req.param("appId"), c.req.param("file")];
    const asset = appId && file && isId(appId) ? assetOf(appId as AppId, file) : null;
    if (!asset) return problem("not_found");
    const { key } = asset;
    const ifNoneMatch = c.req.header("if-none-match");
    const headersFor = (etag: string) => ({
      ...publicHeaders,
      "cross-origin-resource-policy": "cross-origin",
      "content-type": asset.contentType,
      "cache-control": c.req.query("v") ? asset.cacheControl : shortCache,
      etag: `"${etag}"`,
    });

    if (c.req.method === "HEAD" || ifNoneMatch !== undefined) {
      const head = await edge.bucket.head(key);
      if (!head) return problem("not_found");
      const headers = headersFor(head.etag);
      if (matchesNone(ifNoneMatch, head.etag)) return new Response(null, { status: 304, headers });
      if (c.req.method === "HEAD") {
        return new Response(null, { headers: { ...headers, "content-length": String(head.size) } });
      }
    }
    const object = await edge.bucket.get(key);
    if (!object) return problem("not_found");
    return new Response(object.body, {
      headers: { ...headersFor(object.etag), "content-length": String(object.size) },
    });
  };
}

function iconOf(appId: AppId, file: string): Asset | null {
  const size = iconSizes.find((known) => file === `icon-${known}.png`);
  if (!size) return null;
  return { key: objectKeys.icon(appId, size), contentType: "image/png", cacheControl: cacheControl.icon };
}

function screenshotOf(appId: AppId, file: string): Asset | null {
  const id = file.slice(0, 36);
  if (!isId(id)) return null;
  const key = screenshotFiles
    .map((kind) => objectKeys.screenshot({ appId, id: id as ScreenshotId }, kind))
    .find((known) => known.endsWith(`/${file}`));
  if (!key) return null;
  return { key, contentType: screenshotContentType, cacheControl: cacheControl.screenshot };
}
