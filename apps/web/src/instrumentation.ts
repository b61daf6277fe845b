import { env, runsOnNode } from "./env.ts";

/**
 * Runs once when the server starts: wrong settings end it here, with the sentence, not at the first request, and from
 * the first request on it is known where each comes from.
 */
export async function register(): Promise<void> {
  if (!runsOnNode()) return;
  try {
    env();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  const { notePeers } = await import("./http/note-peers.ts");
  notePeers();
}
