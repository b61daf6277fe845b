import type { SignedRequest } from "./answers.ts";
import { PassingFailure } from "./retry.ts";

/** Storage does not take what it was sent under this address: it has expired, or knows the upload no more. */
export class AddressRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Storage answered ${status}.`);
    this.name = "AddressRefused";
    this.status = status;
  }
}

/** A part of some megabytes that takes longer than this is on a connection that has gone silent. Milliseconds. */
const sentWithinMs = 10 * 60_000;

/**
 * Sends bytes by a request the portal signed, once, and gives the entity tag storage answered.
 * @throws PassingFailure when it may work another time; AddressRefused; the signal's reason.
 */
export async function putBytes(
  { method, url, headers }: SignedRequest,
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: bytes,
      signal: AbortSignal.any([signal, AbortSignal.timeout(sentWithinMs)]),
    });
    await response.arrayBuffer();
  } catch (cause) {
    signal.throwIfAborted();
    throw new PassingFailure("The connection to storage broke.", { cause });
  }
  if (response.ok) return response.headers.get("etag") ?? "";
  const { status } = response;
  if (status === 408 || status === 429 || status >= 500) {
    throw new PassingFailure(`Storage answered ${status}.`);
  }
  throw new AddressRefused(status);
}
