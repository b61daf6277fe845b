import { createHash } from "node:crypto";

/**
 * A public document that is the same for everybody. Caches may keep it and ask each time whether it still is what it
 * was, so that nothing is shown that is not in the catalog any more.
 */
export function keptAnswer(request: Request, body: string, contentType: string): Response {
  const etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { etag, "cache-control": "public, no-cache", "content-type": contentType };
  const known = request.headers.get("if-none-match")?.split(",") ?? [];
  if (known.some((one) => one.trim() === etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers });
}
