import { request } from "node:http";
import type { PresignedPut } from "@mosis/domain";

/** A request that storage answers with something else than "stored" or "there already". */
export class SendError extends Error {}

/**
 * Sends bytes as a presigned request asks for, and gives the entity tag without quotes, null when the answer has
 * none. That they are in storage already is as good as having sent them.
 *
 * @param halfway called when about half of the bytes are on their way and the rest waits.
 * @throws SendError when storage refuses; the connection's own error when that breaks.
 */
export async function sendBytes(
  put: Pick<PresignedPut, "method" | "url" | "headers">,
  bytes: Uint8Array,
  halfway: () => Promise<unknown> = async () => {},
): Promise<string | null> {
  const outgoing = request(put.url, {
    method: put.method,
    headers: { ...put.headers, "content-length": bytes.length },
    agent: false,
    timeout: 10_000,
  });
  outgoing.on("timeout", () => outgoing.destroy(new Error("storage has been silent for too long")));
  const answered = new Promise<{ status: number; etag: string | null }>((resolve, reject) => {
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          etag: response.headers.etag?.replaceAll('"', "") ?? null,
        }),
      );
      response.resume();
    });
  });
  // It may be refused before the last byte is sent.
  answered.catch(() => {});
  const half = Math.floor(bytes.length / 2);
  await new Promise<void>((resolve) => outgoing.write(bytes.subarray(0, half), () => resolve()));
  await halfway();
  outgoing.end(bytes.subarray(half));
  const { status, etag } = await answered;
  if (status !== 200 && status !== 412) throw new SendError(`storage answered ${status}`);
  return etag;
}
