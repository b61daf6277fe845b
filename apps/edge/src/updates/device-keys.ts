import { objectKeys } from "@mosis/domain";
import type { Context } from "hono";
import type { BucketReader } from "../bucket/bucket-reader.ts";
import { matchesNone } from "../http/entity-tag.ts";
import { problem } from "../http/problem.ts";
import { publicHeaders } from "../http/public-headers.ts";

/** `GET /.well-known/mosis-keys.json`: the public keys of the store's signatures, signed by themselves. */
export function deviceKeys(edge: { bucket: BucketReader }): (c: Context) => Promise<Response> {
  return async (c) => {
    const object = await edge.bucket.get(objectKeys.deviceKeys);
    if (!object) return problem("not_found");
    const headers = { ...publicHeaders, "cache-control": "public, max-age=300", etag: `"${object.etag}"` };
    if (matchesNone(c.req.header("if-none-match"), object.etag)) {
      await object.body.cancel();
      return new Response(null, { status: 304, headers });
    }
    return new Response(object.body, {
      headers: { ...headers, "content-type": "application/json", "content-length": String(object.size) },
    });
  };
}
