import { createHash, timingSafeEqual } from "node:crypto";

/** The text after `Bearer` (RFC 6750 §2.1); null for a header that has none. */
export function bearerOf(header: string | null | undefined): string | null {
  return /^bearer +(\S+)\s*$/i.exec(header ?? "")?.[1] ?? null;
}

/** Whether a request's `Authorization` shows this token. How long it takes tells nothing of the token. */
export function isBearer(header: string | null | undefined, token: string): boolean {
  const shown = bearerOf(header);
  return shown !== null && timingSafeEqual(digest(shown), digest(token));
}

/** Of equal length whatever was sent, as the comparison wants it. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
