import { objectKeys } from "@mosis/domain";
import type { Context } from "hono";
import type { BucketReader, StoredObject } from "../bucket/bucket-reader.ts";
import { allowsRange, matchesNone } from "../http/entity-tag.ts";
import { problem } from "../http/problem.ts";
import type { Runtime } from "../runtime.ts";
import { resolveRange } from "./byte-range.ts";
import type { CachedDownloads } from "./cached-downloads.ts";
import type { DirectAccess } from "./direct-access.ts";
import { type DownloadClaim, installOf, parseDownloadAddress } from "./download-address.ts";
import { fileNameOf, headersOf } from "./download-headers.ts";
import type { DownloadRecorder } from "./download-recorder.ts";
import type { DownloadSigner } from "./download-signature.ts";
import { bodiless, outside, refused, type Served, wholeAnswer } from "./served.ts";

export interface Downloading {
  bucket: BucketReader;
  signer: DownloadSigner;
  /** Milliseconds. */
  now: () => number;
  runtime: Runtime;
  cached: CachedDownloads | null;
  /** Null when the bytes pass through here. */
  direct: DirectAccess | null;
  record: DownloadRecorder;
}

/**
 * `GET|HEAD /v1/download/{app_id}/{version_code}[/contents|/delta-{from}]`: for whoever holds an address that the edge
 * signed, as long as the version is not stopped. Stops are looked for each time and before any cache, so that a
 * takedown holds everywhere at once.
 */
export function download(edge: Downloading): (c: Context) => Promise<Response> {
  return async (c) => {
    const claim = parseDownloadAddress({
      appId: c.req.param("appId"),
      versionCode: c.req.param("versionCode"),
      file: c.req.param("file"),
      query: (name) => c.req.query(name),
    });
    if (!claim || !(await edge.signer.verify(claim.objectKey, claim.expires, claim.signature))) {
      return problem("download_signature_invalid");
    }
    const served = await serve(edge, c, claim);
    if (c.req.method === "GET") edge.record(c, claim, served, await installOf(edge.signer, claim));
    return served.response;
  };
}

async function serve(edge: Downloading, c: Context, claim: DownloadClaim): Promise<Served> {
  const secondsLeft = claim.expires - Math.floor(edge.now() / 1000);
  if (secondsLeft <= 0) return refused("download_expired");
  if (await edge.bucket.head(objectKeys.downloadStop(claim.version))) {
    if (edge.cached) edge.runtime.keepAlive(c, edge.cached.forget(claim));
    return refused("version_stopped");
  }
  const isGet = c.req.method === "GET";
  if (isGet && edge.direct) return sendOn(edge, edge.direct, c, claim, secondsLeft);
  const cached = isGet && edge.cached ? await edge.cached.serve(c, claim, secondsLeft) : null;
  return cached ?? serveFromBucket(edge, c, claim, secondsLeft);
}

async function serveFromBucket(
  edge: Downloading,
  c: Context,
  claim: DownloadClaim,
  secondsLeft: number,
): Promise<Served> {
  const { bucket } = edge;
  const headersFor = (object: StoredObject) => headersOf(claim, object, secondsLeft);
  const range = c.req.header("range");
  const ifNoneMatch = c.req.header("if-none-match");

  // The usual download is one request for the object. Whatever depends on size or entity tag asks for them first.
  if (c.req.method === "GET" && range === undefined && ifNoneMatch === undefined) {
    const whole = await bucket.get(claim.objectKey);
    return whole ? wholeAnswer(whole, headersFor(whole)) : refused("package_missing");
  }
  const head = await bucket.head(claim.objectKey);
  if (!head) return refused("package_missing");
  const headers = headersFor(head);
  if (matchesNone(ifNoneMatch, head.etag)) return bodiless(new Response(null, { status: 304, headers }));
  if (c.req.method === "HEAD") {
    return bodiless(new Response(null, { headers: { ...headers, "content-length": String(head.size) } }));
  }

  const part = allowsRange(c.req.header("if-range"), head.etag) ? resolveRange(range, head.size) : null;
  if (part === "unsatisfiable") return outside(head.size);
  const object = await bucket.get(claim.objectKey, part ?? undefined);
  if (!object) return refused("package_missing");
  if (!part) return wholeAnswer(object, headersFor(object));
  const response = new Response(object.body, {
    status: 206,
    headers: {
      ...headersFor(object),
      "content-length": String(part.length),
      "content-range": `bytes ${part.offset}-${part.offset + part.length - 1}/${object.size}`,
    },
  });
  return { response, bytes: part.length, cache: "miss" };
}

/** Storage sends the bytes: its address works for what is left of ours, rounded up to 5 minutes. */
async function sendOn(
  { bucket }: Downloading,
  direct: DirectAccess,
  c: Context,
  claim: DownloadClaim,
  secondsLeft: number,
): Promise<Served> {
  const head = await bucket.head(claim.objectKey);
  if (!head) return refused("package_missing");
  const location = await direct.addressOf({
    key: claim.objectKey,
    size: head.size,
    fileName: fileNameOf(claim),
    expiresInSeconds: secondsLeft,
  });
  const part = resolveRange(c.req.header("range"), head.size);
  const bytes = part === null ? head.size : part === "unsatisfiable" ? 0 : part.length;
  const headers = { location, "cache-control": "no-store", "x-content-type-options": "nosniff" };
  return { response: new Response(null, { status: 302, headers }), bytes, cache: "redirect" };
}
