import { serve } from "@hono/node-server";
import { createContainer } from "./container.ts";
import { readNodeEnv } from "./env.ts";

/** Milliseconds that running downloads get to end after a request to stop. */
const graceMs = 10_000;

const env = readNodeEnv();
const { edge, events, log, drain } = createContainer(env);

const server = serve({ fetch: edge.fetch, hostname: env.EDGE_HOST, port: env.EDGE_PORT }, ({ port }) =>
  log({ level: "info", message: "edge ready", port }),
);

/** What was noted until here is put away before the process ends. */
async function end(): Promise<void> {
  await events.flush();
  process.exit(0);
}

function stop(): void {
  drain();
  server.close(end);
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  setTimeout(end, graceMs).unref();
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
