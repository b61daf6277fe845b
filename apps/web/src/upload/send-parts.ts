import type { SignedPartJson } from "../http/client.ts";
import { keepTrying, type Patience } from "./keep-trying.ts";
import type { ReceivedPart, uploadApi } from "./upload-api.ts";

/** How many parts are under way at once. */
const lanes = 4;

/** An upload that is sent in parts. */
export interface PartedUpload {
  id: string;
  /** Bytes of the file. */
  size: number;
  /** Bytes of every part but the last. */
  part_size: number;
}

export interface PartSender extends Pick<typeof uploadApi, "receivedParts" | "signParts"> {
  /** Stores one part and gives its entity tag. @throws StorageTrouble, or the signal's reason. */
  putPart(
    request: SignedPartJson,
    bytes: Blob,
    options: { signal: AbortSignal; onProgress: (bytes: number) => void },
  ): Promise<string>;
}

/**
 * Sends what storage does not have of a file yet, four parts at once. Every attempt asks for a fresh address, so none
 * can have expired. Parts are reported as soon as the next address is asked for: whoever goes on later, after a reload
 * or in another browser, sends only what is missing.
 * @throws the signal's reason; ApiProblem or StorageTrouble when trying again does not help.
 */
export async function sendParts(
  file: Blob,
  upload: PartedUpload,
  sender: PartSender,
  options: Patience & { onProgress: (bytes: number) => void },
): Promise<void> {
  const stop = new AbortController();
  const patience = { ...options, signal: AbortSignal.any([options.signal, stop.signal]) };
  const received = await keepTrying(() => sender.receivedParts(upload.id), patience);
  const known = new Set(received.map(({ part_number }) => part_number));
  const count = Math.ceil(upload.size / upload.part_size);
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((part) => !known.has(part));

  let stored = received.reduce((sum, { size }) => sum + size, 0);
  const underWay = new Map<number, number>();
  const tell = () => options.onProgress([...underWay.values()].reduce((sum, bytes) => sum + bytes, stored));
  tell();

  let unreported: ReceivedPart[] = [];
  const sign = async (parts: readonly number[]): Promise<SignedPartJson[]> => {
    const reporting = unreported;
    unreported = [];
    try {
      return await sender.signParts(upload.id, reporting, parts);
    } catch (error) {
      unreported.push(...reporting);
      throw error;
    }
  };
  // One request for the first address of every lane: the first of all begins the object in storage.
  const firstParts = missing.slice(0, lanes);
  const ready = firstParts.length === 0 ? [] : await keepTrying(() => sign(firstParts), patience);

  const sendPart = async (part: number, signal: AbortSignal): Promise<void> => {
    const first = ready.findIndex(({ part_number }) => part_number === part);
    const [request] = first < 0 ? await sign([part]) : ready.splice(first, 1);
    if (!request) throw new Error(`The portal gave no address for part ${part}.`);
    const from = (part - 1) * upload.part_size;
    try {
      const etag = await sender.putPart(request, file.slice(from, from + request.size), {
        signal,
        onProgress(bytes) {
          underWay.set(part, bytes);
          tell();
        },
      });
      unreported.push({ part_number: part, etag });
      stored += request.size;
    } finally {
      underWay.delete(part);
      tell();
    }
  };
  const lane = async (): Promise<void> => {
    for (let part = missing.shift(); part !== undefined; part = missing.shift()) {
      const current = part;
      await keepTrying((signal) => sendPart(current, signal), patience);
    }
  };
  const running = Array.from({ length: lanes }, lane);
  try {
    await Promise.all(running);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(running);
    throw error;
  }
  if (unreported.length > 0) await keepTrying(() => sign([]), patience);
}
