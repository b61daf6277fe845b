import { createContainer } from "./container.ts";
import { readNodeEnv } from "./env.ts";
import { serveUntilTold } from "./serve-until-told.ts";

/** Milliseconds that running downloads get to end after the edge has stopped taking new ones. */
const graceMs = 30_000;

const env = readNodeEnv();
const { edge, events, log, drain } = createContainer(env);

const stop = serveUntilTold(
  {
    fetch: edge.fetch,
    hostname: env.EDGE_HOST,
    port: env.EDGE_PORT,
    onReady: (port) => log({ level: "info", message: "edge ready", port }),
  },
  // What was noted until here is put away before the process ends.
  { drainMs: env.DRAIN_SECONDS * 1000, graceMs, onStop: drain, flush: () => events.flush() },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(0)));
}
