import { env, runsOnNode } from "./env.ts";

/** Runs once when the server starts: wrong settings end it here, with the sentence, not at the first request. */
export function register(): void {
  if (!runsOnNode()) return;
  try {
    env();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
