import { sha256Of } from "@mosis/domain";

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
  return (await sha256Of(new TextEncoder().encode(document))).slice(0, 32);
}

/** 64 bits that stand for a text (two hashes of 32), made at once and at little cost. Not for what others choose. */
export type Mark = readonly [number, number];

export function markOf(text: string): Mark {
  let [first, second] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x85ebca6b) ^ (second >>> 15);
  }
  return [first, second];
}

/** An entity tag for a list of what has marks, without quotes: another order has another one. */
export function combinedTag(marks: readonly Mark[]): string {
  let [first, second] = [marks.length, 0x9747b28c];
  for (const [one, other] of marks) {
    first = Math.imul(first ^ one, 0x01000193) ^ (first >>> 13);
    second = Math.imul(second ^ other, 0x85ebca6b) ^ (second >>> 15);
  }
  return [first, second].map((hash) => (hash >>> 0).toString(16).padStart(8, "0")).join("");
}
