import { EdgeError, edgeErrorOf } from "./edge-error.ts";
import { Sha256 } from "./sha256.ts";

/** Bytes on the device that grow as they arrive, and survive a restart if the device's owner wants to go on then. */
export interface DownloadTarget {
  /** Bytes that are there already. */
  size(): Promise<number>;
  /** All that is there. */
  read(): AsyncIterable<Uint8Array>;
  append(bytes: Uint8Array): Promise<void>;
  clear(): Promise<void>;
}

/** A hash of bytes in pieces; the platform's own may be faster than ours. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  /** Lower-case hex. */
  digest(): string;
}

export interface Wanted {
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
}

export interface DownloadOptions {
  readonly fetch?: typeof fetch;
  readonly createHash?: () => Hasher;
  readonly signal?: AbortSignal;
  /** Told how many bytes are there. */
  readonly onProgress?: (bytes: number) => void;
  /** Times that a broken connection is taken up again; default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled for each that follows; default 500. */
  readonly waitMs?: number;
}

/** What arrived is not what was signed, twice. Do not install it. */
export class Corrupted extends Error {
  readonly code = "download_mismatch";

  constructor() {
    super("What was downloaded is not what the store signed.");
    this.name = "Corrupted";
  }
}

/**
 * Downloads what was signed, and goes on where it broke off, also after a restart. What is there in the end has the size
 * and hash that were signed, or nothing is there.
 *
 * @throws Corrupted; EdgeError, of which `download_expired` calls for a new address and `version_stopped` for another
 *   check; the signal's reason; and what `fetch` throws when it keeps failing.
 */
export async function download(
  { url, size, sha256 }: Wanted,
  target: DownloadTarget,
  options: DownloadOptions = {},
): Promise<void> {
  const { attempts = 5, waitMs = 500, signal } = options;
  let corrupted = 0;
  let tries = 0;
  for (;;) {
    try {
      const hasher = await fetchRest({ url, size }, target, options);
      if (hasher.digest() === sha256) return;
      await target.clear();
      corrupted += 1;
      if (corrupted === 2) throw new Corrupted();
    } catch (error) {
      signal?.throwIfAborted();
      const isFinal = error instanceof Corrupted || (error instanceof EdgeError && error.status < 500);
      tries += 1;
      if (isFinal || tries >= attempts) throw error;
      await pause(waitMs * 2 ** (tries - 1), signal);
    }
  }
}

/** Adds what is missing, and gives the hash of all that is there then. */
async function fetchRest(
  { url, size }: Pick<Wanted, "url" | "size">,
  target: DownloadTarget,
  options: DownloadOptions,
): Promise<Hasher> {
  const { signal, onProgress, createHash = () => new Sha256() } = options;
  let have = await target.size();
  if (have > size) have = await emptied(target);
  let hasher = createHash();
  if (have > 0) for await (const bytes of target.read()) hasher.update(bytes);
  if (have === size) return hasher;

  const headers = have > 0 ? { range: `bytes=${have}-` } : undefined;
  const response = await (options.fetch ?? fetch)(url, {
    ...(headers && { headers }),
    ...(signal && { signal }),
  });
  if (response.status !== 200 && response.status !== 206) throw await edgeErrorOf(response);
  if (have > 0 && !continuesAt(response, have)) {
    have = await emptied(target);
    hasher = createHash();
    if (response.status === 206) {
      await response.body?.cancel();
      throw new TypeError("the answer is of another part than was asked for");
    }
  }
  for await (const bytes of response.body ?? []) {
    have += bytes.length;
    // More than was signed is wrong already, and need not be stored.
    if (have > size) {
      await target.clear();
      throw new TypeError("the answer is longer than what was signed");
    }
    await target.append(bytes);
    hasher.update(bytes);
    onProgress?.(have);
  }
  if (have < size) throw new TypeError("the connection ended before all bytes were there");
  return hasher;
}

function continuesAt(response: Response, offset: number): boolean {
  return (
    response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${offset}-`) === true
  );
}

async function emptied(target: DownloadTarget): Promise<0> {
  await target.clear();
  return 0;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", stop, { once: true });
    function done() {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
  });
}
