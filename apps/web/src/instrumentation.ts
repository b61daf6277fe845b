import { env, runsOnNode } from "./env.ts";

/**
 * Runs once when the server starts: wrong settings end it here, with the sentence, not at the first request, and from
 * the first request on it is known where each comes from, and nothing is written of it that is nobody's business.
 */
export async function register(): Promise<void> {
  if (!runsOnNode()) return;
  try {
    env();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  const [{ notePeers }, { scrubOutput }, { container }] = await Promise.all([
    import("./http/note-peers.ts"),
    import("./http/scrub-output.ts"),
    import("./container.ts"),
  ]);
  scrubOutput(process.stdout, process.stderr);
  notePeers();
  // While the server finishes what is under way, what has been counted is put away.
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      container()
        .flush()
        .catch((error: unknown) => container().log.error({ err: error }, "what was counted is lost"));
    });
}
