/**
 * Calls `stop` when this process is asked to end: by Ctrl-C, `kill`, the closing of its terminal, or, when `bootstrap.mjs`
 * started it, the end of that (a `kill -9` is not passed on). More requests while it stops change nothing: a Ctrl-C
 * reaches us twice, from the terminal and passed on.
 */
export function onStopRequest(stop: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // A closed terminal must not turn the last lines written to it into a crash.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  if (process.env.MOSIS_BOOTSTRAP !== "1") return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}
