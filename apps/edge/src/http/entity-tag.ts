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

/**
 * An entity tag for what has tags of its own, without quotes: 64 bits (two hashes of 32) that are made at
 * once and at little cost. Whoever made two lists with the same one would deceive only themselves.
 */
export function combinedTag(tags: readonly string[]): string {
  let [first, second] = [0x811c9dc5, 0x9747b28c];
  for (const tag of tags) {
    for (let at = 0; at < tag.length; at += 1) {
      const code = tag.charCodeAt(at);
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x85ebca6b) ^ (second >>> 15);
    }
    // Between tags, so that "ab", "c" is not "a", "bc".
    first = Math.imul(first ^ 0xffff, 0x01000193);
    second = Math.imul(second ^ 0xffff, 0x85ebca6b) ^ (second >>> 13);
  }
  return [first, second].map((hash) => (hash >>> 0).toString(16).padStart(8, "0")).join("");
}
