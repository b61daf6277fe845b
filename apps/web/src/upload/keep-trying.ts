import { ApiProblem } from "../http/client.ts";

/** Whether there is a network at all. A connection that is there may still lead nowhere. */
export interface Connection {
  isOnline(): boolean;
  /** Calls the listener whenever that changes. Gives what ends it. */
  watch(onChange: () => void): () => void;
}

export const browserConnection: Connection = {
  isOnline: () => navigator.onLine,
  watch(onChange) {
    addEventListener("online", onChange);
    addEventListener("offline", onChange);
    return () => {
      removeEventListener("online", onChange);
      removeEventListener("offline", onChange);
    };
  },
};

/** Why nothing is being done at the moment: there is no network, or the last attempt failed. */
export type Waiting = "offline" | "retrying";

/** Storage refused or could not be reached; another attempt may succeed. */
export class StorageTrouble extends Error {
  constructor(cause?: unknown) {
    super("The file could not be sent to storage. Check your connection, then try again.", { cause });
    this.name = "StorageTrouble";
  }
}

/** Milliseconds before the attempts after the first: half a minute in all. */
const delays = [1000, 2000, 4000, 8000, 16_000];

export interface Patience {
  signal: AbortSignal;
  connection: Connection;
  /** Told when waiting begins, and null when it is over. */
  onWaiting?: (waiting: Waiting | null) => void;
  /** For tests; resolves after that many milliseconds, and rejects with the signal's reason. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Tries until it works. Without a network it waits for one, however long that takes; what is under way when the
 * network goes is broken off, since such requests may hang for minutes. Failures that another attempt may mend are
 * tried again after growing pauses, five times.
 * @throws the signal's reason, or the last failure.
 */
export async function keepTrying<Answer>(
  attempt: (signal: AbortSignal) => Promise<Answer>,
  { signal, connection, onWaiting, pause = waitFor }: Patience,
): Promise<Answer> {
  for (let failures = 0; ; ) {
    if (!connection.isOnline()) {
      onWaiting?.("offline");
      await untilOnline(connection, signal).finally(() => onWaiting?.(null));
    }
    signal.throwIfAborted();
    const lost = new AbortController();
    const unwatch = connection.watch(() => connection.isOnline() || lost.abort());
    try {
      return await Promise.race([attempt(AbortSignal.any([signal, lost.signal])), aborted(lost.signal)]);
    } catch (error) {
      signal.throwIfAborted();
      if (lost.signal.aborted || !connection.isOnline()) continue;
      const delay = delays[failures++];
      if (delay === undefined || !mayPass(error)) throw error;
      onWaiting?.("retrying");
      await pause(delay, signal).finally(() => onWaiting?.(null));
    } finally {
      unwatch();
    }
  }
}

/** Whether the failure may be gone at the next attempt. A refusal with a reason stands. */
function mayPass(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.code === "offline" || (error.status ?? 0) >= 500;
  return error instanceof StorageTrouble;
}

function untilOnline(connection: Connection, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const unwatch = connection.watch(() => connection.isOnline() && resolve());
  return settle(promise, reject, signal).finally(unwatch);
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return settle(promise, reject, signal).finally(() => clearTimeout(timer));
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}

/** Lets the signal end the wait. */
function settle(
  promise: Promise<void>,
  reject: (reason: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  return promise.finally(() => signal.removeEventListener("abort", abort));
}
