import { type DeviceEvent, mostEventsInObject, objectKeys } from "@mosis/domain";
import { describeError, type Log } from "../http/log.ts";
import type { EventSink } from "./event-sink.ts";

/** Milliseconds for which events are gathered before they are put away together. */
export const gatherMs = 5_000;
/**
 * Milliseconds after which nobody is thought to put events away any more. A Worker's runtime may end what was left to do
 * after an answer, and says so to nobody.
 */
const overdueMs = 30_000;
/** Milliseconds to wait before each further try, when storage failed. */
const retryAfterMs = [1_000, 5_000];
/** Events held at once, in the making and on their way; more are lost, so that a failing storage does not fill memory. */
const mostHeld = 50_000;

/** Notes events and puts them away some seconds later, many at once. */
export interface EventLog {
  /** @param keepAlive lets the work go on that is left to do; called at most once, and what it is given never rejects. */
  record(events: readonly DeviceEvent[], keepAlive: (work: Promise<void>) => void): void;
  /** Puts away what is there; resolves when all that was recorded before is stored or given up. */
  flush(): Promise<void>;
}

export function createEventLog({
  sink,
  now,
  log,
  wait = sleep,
}: {
  sink: EventSink;
  now: () => Date;
  log: Log;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}): EventLog {
  const gathered: DeviceEvent[] = [];
  /** When the one who waits to put events away should have done it; in the past when there is nobody. */
  let expectedAt = 0;
  let [held, lost] = [0, 0];
  const closing = new AbortController();
  const working = new Set<Promise<void>>();

  /** Never rejects. */
  async function putAway(events: readonly DeviceEvent[]): Promise<void> {
    const key = objectKeys.deviceEvents(now().toISOString().slice(0, 10), crypto.randomUUID());
    const bytes = new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          await sink.put(key, bytes);
          return;
        } catch (error) {
          const milliseconds = retryAfterMs[attempt];
          if (milliseconds === undefined) {
            log({
              level: "error",
              message: "events lost",
              count: events.length,
              error: describeError(error),
            });
            return;
          }
          await wait(milliseconds, closing.signal);
        }
      }
    } finally {
      held -= events.length;
      tellLost();
    }
  }

  function tellLost(): void {
    if (lost === 0 || held > mostHeld / 2) return;
    log({ level: "error", message: "events lost", count: lost, error: "too many wait for storage" });
    lost = 0;
  }

  async function takeAll(): Promise<void> {
    const batches: Promise<void>[] = [];
    while (gathered.length > 0) batches.push(putAway(gathered.splice(0, mostEventsInObject)));
    await Promise.all(batches);
  }

  async function takeLater(): Promise<void> {
    await wait(gatherMs, closing.signal);
    expectedAt = 0;
    await takeAll();
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => working.delete(tracked));
    working.add(tracked);
    return tracked;
  }

  return {
    record(events, keepAlive) {
      const fits = events.slice(0, Math.max(0, mostHeld - held));
      lost += events.length - fits.length;
      held += fits.length;
      gathered.push(...fits);
      if (gathered.length >= mostEventsInObject) keepAlive(track(takeAll()));
      else if (gathered.length > 0 && expectedAt + overdueMs < now().getTime()) {
        expectedAt = now().getTime() + gatherMs;
        keepAlive(track(takeLater()));
      }
    },
    async flush() {
      closing.abort();
      await takeAll();
      await Promise.all(working);
    },
  };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
