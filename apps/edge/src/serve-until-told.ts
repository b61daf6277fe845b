import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";

export interface Serving {
  fetch: Parameters<typeof serve>[0]["fetch"];
  hostname: string;
  port: number;
  onReady: (port: number) => void;
}

export interface Stopping {
  /** How long balancers get to notice that `/readyz` says no, milliseconds; all is answered in that time. */
  drainMs: number;
  /** How long downloads that run get after that, milliseconds. A device whose download is cut goes on where it was. */
  graceMs: number;
  /** Called at once: the edge says from then on that it is not ready. */
  onStop: () => void;
  /** Puts away what is still in memory. */
  flush: () => Promise<void>;
}

/**
 * Serves until it is told to stop, and then ends without a failed request: not ready at first, while it goes on
 * answering and asks clients to use another connection the next time; then it takes nothing new and finishes what runs.
 * @returns what tells it to stop, any number of times; it ends when everything is put away.
 */
export function serveUntilTold(
  serving: Serving,
  { drainMs, graceMs, onStop, flush }: Stopping,
): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const server = serve(
    {
      fetch: serving.fetch,
      hostname: serving.hostname,
      port: serving.port,
    },
    ({ port }) => serving.onReady(port),
  ) as Server;
  server.prependListener("request", (_request: IncomingMessage, response: ServerResponse) => {
    if (stopping) response.shouldKeepAlive = false;
  });

  async function stop(): Promise<void> {
    onStop();
    await sleep(drainMs);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // A connection whose download ends only now would wait for a next request.
    const closing = setInterval(() => server.closeIdleConnections(), 50);
    const late = new AbortController();
    await Promise.race([closed, sleep(graceMs, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    clearInterval(closing);
    await flush();
  }
  return () => {
    stopping ??= stop();
    return stopping;
  };
}
