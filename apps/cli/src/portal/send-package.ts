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
  /** Told how many bytes have gone, those of earlier runs with them; fewer again when some go a second time. */
  onProgress: (bytes: number) => void;
  onRetry: (failure: PassingFailure) => void;
}

/** Fresh addresses for one part before something else must be wrong than their age, such as a clock. */
const mostAddresses = 4;
/** How long the program stays for the parts to be reported that arrived before it stopped. Milliseconds. */
const lastReportMs = 3_000;

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
  const send = () => putBytes(put, bytes, { signal, silenceMs: policy.silenceMs, onSent: onProgress });
  try {
    await withRetries(send, { policy, signal, onRetry });
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
  let arrived = [...there].reduce((sum, number) => sum + sizeOf(number), 0);
  const onTheWay = new Map<number, number>();
  const tell = () => onProgress([...onTheWay.values()].reduce((sum, bytes) => sum + bytes, arrived));
  tell();

  let unreported: ReceivedPart[] = [];
  /** Reports what has arrived, and gives the request for the next part. */
  async function sign(numbers: number[], limits: { signal: AbortSignal; policy?: RetryPolicy }) {
    const received = unreported;
    unreported = [];
    try {
      return (await portal.signParts(upload.id, { received, part_numbers: numbers }, limits)).parts;
    } catch (error) {
      unreported.push(...received);
      throw error;
    }
  }

  // When one part cannot be sent, the others need not be tried for minutes more.
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  async function lane(firstPart: number): Promise<void> {
    for (let number: number | undefined = firstPart; number !== undefined; number = missing.shift()) {
      const part = number;
      const bytes = await readAt(handle, (partSize ?? 0) * (part - 1), sizeOf(part));
      const etag = await sendPart(part, bytes, {
        ...options,
        signal,
        sign: () => sign([part], { signal }),
        onSent(sent) {
          onTheWay.set(part, sent);
          tell();
        },
      });
      unreported.push({ part_number: part, etag });
      onTheWay.delete(part);
      arrived += bytes.length;
      tell();
    }
    // No request for a next part carries the report of this lane's last one.
    if (unreported.length > 0) await sign([], { signal });
  }
  const lanes = missing.splice(0, concurrency).map(lane);
  try {
    await Promise.all(lanes);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(lanes);
    if (unreported.length > 0) {
      const once = { signal: AbortSignal.timeout(lastReportMs), policy: { ...options.policy, retries: 0 } };
      // What cannot be reported is sent again by the next run; why this one ends is worth telling, this is not.
      await sign([], once).catch(() => {});
    }
    throw error;
  }
}

/** Each attempt asks for an address of its own: the last one may have expired while the connection was away. */
function sendPart(
  number: number,
  bytes: Uint8Array,
  options: Pick<SendOptions, "policy" | "signal" | "onRetry"> & {
    sign: () => Promise<(SignedRequest & { part_number: number })[]>;
    onSent: (bytes: number) => void;
  },
): Promise<string> {
  const { policy, signal, onRetry, onSent } = options;
  let refusals = 0;
  return withRetries(
    async () => {
      onSent(0);
      const part = (await options.sign()).find(({ part_number }) => part_number === number);
      if (!part) throw new Error(`the portal signed no request for part ${number}`);
      try {
        return await putBytes(part, bytes, { signal, silenceMs: policy.silenceMs, onSent });
      } catch (error) {
        if (error instanceof AddressRefused && error.status === 403 && ++refusals < mostAddresses) {
          throw new PassingFailure("Storage did not take the address any more.", { cause: error });
        }
        throw error;
      }
    },
    { policy, signal, onRetry },
  );
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error("The package became shorter while it was being sent.");
    done += bytesRead;
  }
  return bytes;
}
