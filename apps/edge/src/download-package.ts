import { uploadRules } from "@mosis/domain";
import type { Context } from "hono";
import type { BucketReader, StoredBody, StoredObject } from "./bucket-reader.ts";
import { resolveRange } from "./byte-range.ts";
import { type DownloadClaim, parseDownloadAddress } from "./download-address.ts";
import type { DownloadSigner } from "./download-signature.ts";
import { allowsRange, matchesNone } from "./entity-tag.ts";
import { problem } from "./problem.ts";

/** Seconds a package may be cached: a version code is never used again, so its bytes never change. */
const longestCache = 86_400;

/** `GET|HEAD /v1/download/{app_id}/{version_code}`: the package, for whoever holds an address that the edge signed. */
export function downloadPackage(edge: {
  bucket: BucketReader;
  signer: DownloadSigner;
  now: () => Date;
}): (c: Context) => Promise<Response> {
  return async (c) => {
    const claim = parseDownloadAddress({
      appId: c.req.param("appId"),
      versionCode: c.req.param("versionCode"),
      query: (name) => c.req.query(name),
    });
    if (!claim || !(await edge.signer.verify(claim.objectKey, claim.expires, claim.signature))) {
      return problem("download_signature_invalid");
    }
    const secondsLeft = claim.expires - Math.floor(edge.now().getTime() / 1000);
    if (secondsLeft <= 0) return problem("download_expired");
    return serve(c, edge.bucket, claim, secondsLeft);
  };
}

async function serve(
  c: Context,
  bucket: BucketReader,
  claim: DownloadClaim,
  secondsLeft: number,
): Promise<Response> {
  const headersFor = (object: StoredObject) => packageHeaders(claim, object, secondsLeft);
  const range = c.req.header("range");
  const ifNoneMatch = c.req.header("if-none-match");

  // The usual download is one request to storage. Whatever depends on size or entity tag asks for them first.
  if (c.req.method === "GET" && range === undefined && ifNoneMatch === undefined) {
    const whole = await bucket.get(claim.objectKey);
    return whole ? wholeResponse(whole, headersFor(whole)) : problem("package_missing");
  }
  const head = await bucket.head(claim.objectKey);
  if (!head) return problem("package_missing");
  const headers = headersFor(head);
  if (matchesNone(ifNoneMatch, head.etag)) return new Response(null, { status: 304, headers });
  if (c.req.method === "HEAD") {
    return new Response(null, { headers: { ...headers, "content-length": String(head.size) } });
  }

  const part = allowsRange(c.req.header("if-range"), head.etag) ? resolveRange(range, head.size) : null;
  if (part === "unsatisfiable") {
    return problem("range_not_satisfiable", { headers: { "content-range": `bytes */${head.size}` } });
  }
  const object = await bucket.get(claim.objectKey, part ?? undefined);
  if (!object) return problem("package_missing");
  if (!part) return wholeResponse(object, headersFor(object));
  return new Response(object.body, {
    status: 206,
    headers: {
      ...headersFor(object),
      "content-length": String(part.length),
      "content-range": `bytes ${part.offset}-${part.offset + part.length - 1}/${object.size}`,
    },
  });
}

function wholeResponse(object: StoredBody, headers: Record<string, string>): Response {
  return new Response(object.body, { headers: { ...headers, "content-length": String(object.size) } });
}

function packageHeaders(
  { version }: DownloadClaim,
  { etag }: StoredObject,
  secondsLeft: number,
): Record<string, string> {
  return {
    "content-type": uploadRules.package.contentType,
    "content-disposition": `attachment; filename="${version.appId}-${version.versionCode}.mosis"`,
    "accept-ranges": "bytes",
    etag: `"${etag}"`,
    // No cache may hand the package out for longer than the address itself does.
    "cache-control": `public, max-age=${Math.min(longestCache, secondsLeft)}, immutable`,
  };
}
