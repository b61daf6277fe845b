import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { endStreams, startDraining } from "./draining.ts";

const startChannel = "http.server.request.start";

export interface StopOptions {
  /** How long balancers get to notice that this process is not ready, milliseconds; it answers all that time. */
  drainMs: number;
  /** How long what is under way gets after that, milliseconds. */
  graceMs: number;
  /** Puts away what is still in memory. */
  flush: () => Promise<void>;
  log: (message: string, details: object) => void;
  exit: (code: number) => void;
}

/**
 * Gives what ends the portal without a failed request, when it is asked for the first time:
 * 1. it says that it is not ready, and goes on answering until every balancer has noticed. Each answer asks its client
 *    to use another connection the next time;
 * 2. live streams end, whose readers come again, elsewhere;
 * 3. nothing new is accepted, and what is under way is finished;
 * 4. what is counted is put away, and the process exits with 0.
 *
 * To be called before the first request: Next tells nobody of its server, requests do.
 */
export function createStop(options: StopOptions): (signal: string) => Promise<void> {
  const { drainMs, graceMs, flush, log, exit } = options;
  const servers = new Set<Server>();
  let isStopping = false;
  subscribe(startChannel, (message) => {
    const { server, response } = message as {
      server: Server;
      request: IncomingMessage;
      response: ServerResponse;
    };
    servers.add(server);
    if (isStopping) response.shouldKeepAlive = false;
  });

  return async function stop(signal) {
    if (isStopping) return;
    isStopping = true;
    const began = performance.now();
    log("portal drains", { signal, seconds: drainMs / 1000 });
    startDraining();
    await sleep(drainMs);
    endStreams();
    const late = new AbortController();
    const closed = Promise.all([...servers].map(closeServer)).then(() => true);
    const inTime = await Promise.race([
      closed,
      sleep(graceMs, false, { signal: late.signal }).catch(() => false),
    ]);
    late.abort();
    await flush().catch((error: unknown) => log("what was counted is lost", { err: error }));
    log("portal stops", { inTime, milliseconds: Math.round(performance.now() - began) });
    exit(0);
  };
}

/** Ends when the last connection has; one that waits for a next request is closed, now or once it does. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const closing = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearInterval(closing);
      resolve();
    });
  });
}

/** Takes the place of Next's own way to stop, which closes at once and waits for streams that never end. */
export function stopOnSignal(stop: (signal: string) => Promise<void>): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => void stop(signal));
  }
}
