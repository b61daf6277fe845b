import type { HashMessage } from "./hash.worker.ts";

/**
 * SHA-256 of a file, lower-case hex, computed off the main thread while reading it piece by piece.
 * @throws the signal's reason; Error when the file cannot be read (moved or changed since it was chosen).
 */
export function hashFile(
  file: Blob,
  options: { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<string> {
  const { signal, onProgress } = options;
  const worker = new Worker(new URL("./hash.worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const unreadable = () =>
    reject(new Error("The file cannot be read. It may have been moved or changed; choose it again."));
  worker.onmessage = ({ data }: MessageEvent<HashMessage>) => {
    if (data.type === "progress") onProgress(data.bytes);
    else if (data.type === "done") resolve(data.sha256);
    else unreadable();
  };
  worker.onerror = unreadable;
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  else worker.postMessage(file);
  return promise.finally(() => {
    signal.removeEventListener("abort", abort);
    worker.terminate();
  });
}
