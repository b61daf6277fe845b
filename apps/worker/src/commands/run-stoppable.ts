/**
 * Runs an operator's command and ends the process with the code that it gives: 2 where it was called with options that
 * there are not, 1 where something goes wrong, which is told in its own words. A command that was told to stop says what
 * that leaves behind.
 */
export async function runStoppable(
  command: (signal: AbortSignal) => Promise<number>,
  { whenStopped }: { whenStopped: string },
): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  try {
    process.exitCode = await command(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) console.error(whenStopped);
    else console.error(error instanceof Error ? error.message : error);
    process.exitCode = isWrongCall(error) ? 2 : 1;
  }
}

/** Whether `parseArgs` of node:util threw it. */
function isWrongCall(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith("ERR_PARSE_ARGS_");
}
