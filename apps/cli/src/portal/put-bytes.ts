import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { SignedRequest } from "./answers.ts";
import { causeOf, PassingFailure } from "./retry.ts";

/** Storage does not take what it was sent under this address: it has expired, or knows the upload no more. */
export class AddressRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`Storage answered ${status}.`);
    this.name = "AddressRefused";
    this.status = status;
  }
}

/** Bytes handed to the connection at a time: what progress is told in. */
const pieceBytes = 128 * 1024;

/**
 * Sends bytes by a request the portal signed, once, and gives the entity tag storage answered. `fetch` would not tell
 * how much of a body has gone, nor notice a connection that went silent.
 *
 * @param options.silenceMs how long nothing may move on the connection
 * @param options.onSent told how many of the bytes the connection has taken
 * @throws PassingFailure when it may work another time; AddressRefused; the signal's reason.
 */
export function putBytes(
  { method, url, headers }: SignedRequest,
  bytes: Uint8Array,
  { signal, silenceMs, onSent }: { signal: AbortSignal; silenceMs: number; onSent: (bytes: number) => void },
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const start = new URL(url).protocol === "https:" ? httpsRequest : httpRequest;
    const request = start(url, { method, headers: { ...headers, "content-length": bytes.length }, signal });
    let isAnswered = false;
    request.setTimeout(silenceMs, () => request.destroy(new Error("it went silent")));
    request.on("response", (response) => {
      isAnswered = true;
      response.on("error", () => {}).resume();
      // A refusal may come before all has been sent: the rest is not wanted.
      if (!request.writableFinished) request.destroy();
      const { statusCode: status = 0 } = response;
      if (status >= 200 && status < 300) resolve(response.headers.etag ?? "");
      else if (status === 408 || status === 429 || status >= 500) {
        reject(new PassingFailure(`Storage answered ${status}.`));
      } else reject(new AddressRefused(status));
    });
    request.on("error", (cause) => {
      if (isAnswered) return;
      const failure = new PassingFailure(`The connection to storage broke${causeOf(cause)}.`, { cause });
      reject(signal.aborted ? signal.reason : failure);
    });

    const writeFrom = (offset: number): void => {
      if (offset >= bytes.length) return void request.end();
      const end = Math.min(offset + pieceBytes, bytes.length);
      request.write(bytes.subarray(offset, end), (error) => {
        if (error || isAnswered) return;
        onSent(end);
        writeFrom(end);
      });
    };
    writeFrom(0);
  });
}
