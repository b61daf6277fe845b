import type { Context } from "hono";
import type { BucketReader } from "../bucket/bucket-reader.ts";
import { allowsRange, matchesNone } from "../http/entity-tag.ts";
import { describeError, type Log } from "../http/log.ts";
import type { Runtime } from "../runtime.ts";
import { resolveRange } from "./byte-range.ts";
import { type DownloadClaim, downloadPath } from "./download-address.ts";
import { headersOf, longestCache } from "./download-headers.ts";
import type { EdgeCache } from "./edge-cache.ts";
import { bodiless, outside, type Served } from "./served.ts";

/** Bytes of an object that Cloudflare's cache takes on every plan. */
const mostBytes = 512 * 1024 * 1024;

/** Downloads out of the data centre's cache. Who asks has shown that the claim is signed, in time and not stopped. */
export interface CachedDownloads {
  /** Null when the object is not there; then it is fetched for those who come next. */
  serve(c: Context, claim: DownloadClaim, secondsLeft: number): Promise<Served | null>;
  forget(claim: DownloadClaim): Promise<void>;
}

export function createCachedDownloads({
  cache,
  bucket,
  runtime,
  log,
}: {
  cache: EdgeCache;
  bucket: BucketReader;
  runtime: Pick<Runtime, "keepAlive">;
  log: Log;
}): CachedDownloads {
  /** Paths that this process is fetching right now. */
  const filling = new Set<string>();

  /**
   * The cache gets a read of its own: were the answer to the device forked, what the slower of both has not taken yet
   * would lie in memory, and a device may be slow.
   */
  async function fill(path: string, claim: DownloadClaim): Promise<void> {
    if (filling.has(path)) return;
    filling.add(path);
    try {
      const object = await bucket.get(claim.objectKey);
      if (!object) return;
      if (object.size > mostBytes) {
        await object.body.cancel();
        return;
      }
      const headers = headersOf(claim, object, longestCache);
      const length = { "content-length": String(object.size) };
      await cache.put(path, new Response(object.body, { headers: { ...headers, ...length } }));
    } catch (error) {
      log({ level: "warn", message: "the cache was not filled", path, error: describeError(error) });
    } finally {
      filling.delete(path);
    }
  }

  /** A cache that fails is no reason to refuse what the bucket has. */
  async function find(path: string, range: string | undefined): Promise<Response | null> {
    try {
      return await cache.match(path, range);
    } catch (error) {
      log({ level: "warn", message: "the cache was not read", path, error: describeError(error) });
      return null;
    }
  }

  return {
    async serve(c, claim, secondsLeft) {
      const path = downloadPath(claim.version, claim.part);
      const range = cacheableRange(c.req.header("range"));
      if (range === "other") return null;
      const ifRange = c.req.header("if-range");
      // With a condition on it, whether the range counts is known only when the entity tag is.
      let found = await find(path, ifRange === undefined ? range : undefined);
      if (found && ifRange !== undefined && range !== undefined && allowsRange(ifRange, etagOf(found))) {
        await found.body?.cancel();
        found = await find(path, range);
      }
      const served = found && (await answerWith(found, c, claim, secondsLeft));
      if (!served) runtime.keepAlive(c, fill(path, claim));
      return served;
    },

    async forget(claim) {
      const path = downloadPath(claim.version, claim.part);
      try {
        await cache.delete(path);
      } catch (error) {
        log({ level: "warn", message: "the cache was not emptied", path, error: describeError(error) });
      }
    },
  };
}

/** The range if a cache can be asked for it as it is, undefined for the whole, and "other" for what only storage can answer. */
function cacheableRange(header: string | undefined): string | undefined {
  const range = resolveRange(header, Number.MAX_SAFE_INTEGER);
  if (range === null) return undefined;
  return header !== undefined && /^bytes=(?:\d+-\d*|-[1-9]\d*)$/.test(header) ? header : "other";
}

const etagOf = (response: Response): string => (response.headers.get("etag") ?? "").replaceAll('"', "");

/** Null when the cache says nothing that a device could be told. */
async function answerWith(
  found: Response,
  c: Context,
  claim: DownloadClaim,
  secondsLeft: number,
): Promise<Served | null> {
  const etag = etagOf(found);
  const headers = headersOf(claim, { etag }, secondsLeft);
  const contentRange = found.headers.get("content-range") ?? "";
  const [, first, last, size] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(contentRange) ?? [];
  if (found.status === 416 && size !== undefined) {
    await found.body?.cancel();
    return { ...outside(Number(size)), cache: "hit" };
  }
  const length =
    first === undefined ? Number(found.headers.get("content-length")) : Number(last) - Number(first) + 1;
  const isUsable =
    found.status === 206 ? first !== undefined : found.status === 200 && found.headers.has("content-length");
  if (!isUsable || etag === "") {
    await found.body?.cancel();
    return null;
  }
  if (matchesNone(c.req.header("if-none-match"), etag)) {
    await found.body?.cancel();
    return { ...bodiless(new Response(null, { status: 304, headers })), cache: "hit" };
  }
  const response = new Response(found.body, {
    status: found.status,
    headers: {
      ...headers,
      "content-length": String(length),
      ...(first !== undefined && { "content-range": contentRange }),
    },
  });
  return { response, bytes: length, cache: "hit" };
}
