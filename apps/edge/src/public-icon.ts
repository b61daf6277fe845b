import { type AppId, cacheControl, iconSizes, objectKeys } from "@mosis/domain";
import type { Context } from "hono";
import type { BucketReader } from "./bucket-reader.ts";
import { isId } from "./download-address.ts";
import { matchesNone } from "./entity-tag.ts";
import { problem } from "./problem.ts";

/** Without the content hash in the address, the next icon has the same one. */
const shortCache = "public, max-age=60";

/** `GET|HEAD /assets/{app_id}/icon-{32|64|128}.png`: the only objects that anybody may read. */
export function publicIcon(edge: { bucket: BucketReader }): (c: Context) => Promise<Response> {
  return async (c) => {
    const key = iconKey(c.req.param("appId"), c.req.param("file"));
    if (!key) return problem("not_found");
    const ifNoneMatch = c.req.header("if-none-match");
    const headersFor = (etag: string) => ({
      "content-type": "image/png",
      "cache-control": c.req.query("v") ? cacheControl.icon : shortCache,
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
    const icon = await edge.bucket.get(key);
    if (!icon) return problem("not_found");
    return new Response(icon.body, {
      headers: { ...headersFor(icon.etag), "content-length": String(icon.size) },
    });
  };
}

function iconKey(appId: string | undefined, file: string | undefined): string | null {
  const size = iconSizes.find((known) => file === `icon-${known}.png`);
  return size && appId && isId(appId) ? objectKeys.icon(appId as AppId, size) : null;
}
