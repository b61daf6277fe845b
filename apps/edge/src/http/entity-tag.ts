/** Whether an `If-None-Match` header covers this entity tag, given without quotes (RFC 9110 §13.1.2, weak comparison). */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return Array.from(header.matchAll(/(?:W\/)?"([^"]*)"/g), (match) => match[1]).includes(etag);
}

/**
 * Whether a `Range` may be answered in spite of the `If-Range` beside it (RFC 9110 §13.1.5, strong comparison).
 * A date never allows it: what the edge serves has no `Last-Modified`.
 */
export function allowsRange(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange.trim() === `"${etag}"`;
}

/** An entity tag for a document made on the fly, without quotes: half of its SHA-256. */
export async function entityTagOf(document: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(document));
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
