import { serve } from "@hono/node-server";
import { createContainer } from "./container.ts";
import { readNodeEnv } from "./env.ts";

/** Milliseconds that running downloads get to end after a request to stop. */
const graceMs = 10_000;

const env = readNodeEnv();
const { edge, log } = createContainer(env);

const server = serve({ fetch: edge.fetch, hostname: env.EDGE_HOST, port: env.EDGE_PORT }, ({ port }) =>
  log({ level: "info", message: "edge ready", port }),
);

function stop(): void {
  server.close(() => process.exit(0));
  if ("closeIdleConnections" in server) server.closeIdleConnections();
  setTimeout(() => process.exit(0), graceMs).unref();
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
