import { type FileHandle, open } from "node:fs/promises";
import type { SignedRequest, Upload } from "./answers.ts";
import type { PortalClient, ReceivedPart } from "./portal-client.ts";
import { AddressRefused, putBytes } from "./put-bytes.ts";
import { PassingFailure, type RetryPolicy, withRetries } from "./retry.ts";

export interface SendOptions {
  portal: PortalClient;
  file: string;
  size: number;
  /** Parts sent at the same time; as many of them are in memory. */
  concurrency: number;
  policy: RetryPolicy;
  signal: AbortSignal;
  /** Told how many bytes have arrived, those of earlier runs with them. */
  onProgress: (bytes: number) => void;
  onRetry: (failure: PassingFailure) => void;
}

/** Sends what storage does not have yet of an upload: everything, the missing parts, or nothing. */
export async function sendPackage(
  { upload, put }: { upload: Upload; put: SignedRequest | null },
  options: SendOptions,
): Promise<void> {
  if (upload.status !== "open") return;
  const handle = await open(options.file);
  try {
    if (put) await sendWhole(handle, put, options);
    else await sendParts(handle, upload, options);
  } finally {
    await handle.close();
  }
}

async function sendWhole(handle: FileHandle, put: SignedRequest, options: SendOptions): Promise<void> {
  const { size, policy, signal, onProgress, onRetry } = options;
  const bytes = await readAt(handle, 0, size);
  onProgress(0);
  try {
    await withRetries(() => putBytes(put, bytes, signal), { policy, signal, onRetry });
  } catch (error) {
    // The object is there: an earlier attempt arrived, and only its answer was lost.
    if (!(error instanceof AddressRefused) || error.status !== 412) throw error;
  }
  onProgress(size);
}

async function sendParts(handle: FileHandle, upload: Upload, options: SendOptions): Promise<void> {
  const { portal, size, concurrency, onProgress } = options;
  const { part_size: partSize, part_count: count } = upload;
  if (partSize === null || count === null) throw new Error("the upload names no way to send it");
  const sizeOf = (number: number) => Math.min(partSize, size - partSize * (number - 1));

  const { parts } = await portal.getUpload(upload.id);
  const there = new Set(parts.map(({ part_number }) => part_number));
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (number) => !there.has(number),
  );
  let sent = [...there].reduce((sum, number) => sum + sizeOf(number), 0);
  onProgress(sent);

  let unreported: ReceivedPart[] = [];
  /** Reports what has arrived with the request for the next address, and for nothing else when it is the last. */
  async function sign(numbers: number[]) {
    const received = unreported;
    unreported = [];
    try {
      return (await portal.signParts(upload.id, { received, part_numbers: numbers })).parts;
    } catch (error) {
      unreported.push(...received);
      throw error;
    }
  }
  async function lane(): Promise<void> {
    for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
      const bytes = await readAt(handle, partSize === null ? 0 : partSize * (number - 1), sizeOf(number));
      const etag = await sendPart(number, bytes, sign, options);
      unreported.push({ part_number: number, etag });
      sent += bytes.length;
      onProgress(sent);
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, missing.length) }, lane));
  if (unreported.length > 0) await sign([]);
}

/** Each attempt asks for an address of its own: the last one may have expired while the connection was away. */
function sendPart(
  number: number,
  bytes: Uint8Array<ArrayBuffer>,
  sign: (numbers: number[]) => Promise<(SignedRequest & { part_number: number })[]>,
  { policy, signal, onRetry }: SendOptions,
): Promise<string> {
  return withRetries(
    async () => {
      const part = (await sign([number])).find(({ part_number }) => part_number === number);
      if (!part) throw new Error(`the portal signed no request for part ${number}`);
      try {
        return await putBytes(part, bytes, signal);
      } catch (error) {
        if (error instanceof AddressRefused && error.status === 403) {
          throw new PassingFailure("Storage did not take the address any more.", { cause: error });
        }
        throw error;
      }
    },
    { policy, signal, onRetry },
  );
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error("The package became shorter while it was being sent.");
    done += bytesRead;
  }
  return bytes;
}
