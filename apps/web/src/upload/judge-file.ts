import type { JudgeMessage, Judgement, JudgeRequest } from "./judge.worker.ts";

const unreadable = "The file cannot be read. It may have been moved or changed; choose it again.";
const brokenOff =
  "The file could not be checked in this browser. Reload the page, or use the `mosis` command line.";

/**
 * Reads a file off the main thread: its SHA-256 in lower-case hex and, for an app, the store's verdict on it.
 * @throws the signal's reason; Error when the file cannot be read (moved or changed since it was chosen), or the
 *   worker does not run to its end.
 */
export function judgeFile(
  request: JudgeRequest,
  options: { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<{ sha256: string; judgement: Judgement | null }> {
  const { signal, onProgress } = options;
  const worker = new Worker(new URL("./judge.worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<{
    sha256: string;
    judgement: Judgement | null;
  }>();
  worker.onmessage = ({ data }: MessageEvent<JudgeMessage>) => {
    if (data.type === "progress") onProgress(data.bytes);
    else if (data.type === "done") resolve(data);
    else reject(new Error(data.unreadable ? unreadable : brokenOff));
  };
  worker.onerror = () => reject(new Error(brokenOff));
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  else worker.postMessage(request);
  return promise.finally(() => {
    signal.removeEventListener("abort", abort);
    worker.terminate();
  });
}
