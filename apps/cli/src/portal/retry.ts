import pRetry, { AbortError, type Options } from "p-retry";

/** A failure that may be over the next time: no connection, a time-out, a server that is busy or broken. */
export class PassingFailure extends Error {
  /** Milliseconds that the server asked to wait; null when it did not. */
  readonly waitMs: number | null;

  constructor(message: string, options: { cause?: unknown; waitMs?: number | null } = {}) {
    super(message, options);
    this.name = "PassingFailure";
    this.waitMs = options.waitMs ?? null;
  }
}

/**
 * A failure that did not pass however often it was tried. It is none that passes: work that is itself part of
 * repeated work would multiply the attempts.
 */
export class GaveUp extends Error {
  constructor(cause: PassingFailure) {
    super(cause.message, { cause });
    this.name = "GaveUp";
  }
}

export interface RetryPolicy {
  retries: number;
  firstWaitMs: number;
  longestWaitMs: number;
  /** How long nothing may move on a connection before it counts as broken. */
  silenceMs: number;
}

/** About five minutes in all: as long as a connection is often gone for. */
export const patience: RetryPolicy = {
  retries: 14,
  firstWaitMs: 500,
  longestWaitMs: 30_000,
  silenceMs: 60_000,
};

/**
 * Repeats `work` while it fails in passing, waiting longer each time, by chance more or less.
 * @throws GaveUp when it does not stop failing in passing; every other failure at once.
 */
export async function withRetries<Result>(
  work: () => Promise<Result>,
  options: { policy: RetryPolicy; signal: AbortSignal; onRetry?: (failure: PassingFailure) => void },
): Promise<Result> {
  const { policy, signal, onRetry } = options;
  const settings: Options = {
    retries: policy.retries,
    minTimeout: policy.firstWaitMs,
    maxTimeout: policy.longestWaitMs,
    factor: 2,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => error instanceof PassingFailure,
    async onFailedAttempt({ error, retriesLeft }) {
      if (!(error instanceof PassingFailure) || retriesLeft === 0) return;
      onRetry?.(error);
      if (error.waitMs !== null) await waitFor(Math.min(error.waitMs, policy.longestWaitMs), signal);
    },
  };
  try {
    return await pRetry(async () => {
      try {
        return await work();
      } catch (error) {
        // What the signal ended is not tried again, whatever it looks like.
        if (signal.aborted) throw new AbortError(error instanceof Error ? error : String(error));
        throw error;
      }
    }, settings);
  } catch (error) {
    throw error instanceof PassingFailure ? new GaveUp(error) : error;
  }
}

/** Why a connection failed, in brackets, as far as the system says: ` (ECONNREFUSED)`. */
export function causeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return ` (${at.code})`;
  }
  return "";
}

export function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
  });
}
