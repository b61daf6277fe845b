import { env, runsOnNode } from "./env.ts";

/** Milliseconds that requests get to end after the portal has stopped taking new ones. */
const graceMs = 20_000;

/**
 * Runs once when the server starts: wrong settings end it here, with the sentence, not at the first request, and from
 * the first request on it is known where each comes from, and nothing is written of it that is nobody's business. When
 * the process is asked to end, it does so without a failed request.
 */
export async function register(): Promise<void> {
  if (!runsOnNode()) return;
  try {
    env();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  const [{ notePeers }, { observePages }, { scrubOutput }, { createStop, stopOnSignal }, { container }] =
    await Promise.all([
      import("./http/note-peers.ts"),
      import("./http/observe-pages.ts"),
      import("./http/scrub-output.ts"),
      import("./http/stop-gracefully.ts"),
      import("./container.ts"),
    ]);
  scrubOutput(process.stdout, process.stderr);
  notePeers();
  observePages();
  const stop = createStop({
    drainMs: env().DRAIN_SECONDS * 1000,
    graceMs,
    flush: () => container().flush(),
    log: (message, details) => container().log.info(details, message),
    exit: process.exit,
  });
  stopOnSignal(stop);
}
