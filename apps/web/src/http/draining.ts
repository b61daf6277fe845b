/** One for the process: Next bundles the start of the server and its routes apart, each with modules of its own. */
const mark = Symbol.for("mosis.draining");

interface Ending {
  isDraining: boolean;
  streams: AbortController;
}

const ofProcess = globalThis as { [mark]?: Ending };

function ending(): Ending {
  ofProcess[mark] ??= { isDraining: false, streams: new AbortController() };
  return ofProcess[mark];
}

/** From now on the process finishes what it has begun, and says that it is not ready for more. */
export function startDraining(): void {
  ending().isDraining = true;
}

export function isDraining(): boolean {
  return ending().isDraining;
}

/** Ends what would never end by itself: its readers come again, and by now reach another process. */
export function endStreams(): void {
  ending().streams.abort();
}

/** Aborted when streams are to end. */
export function streamsEnd(): AbortSignal {
  return ending().streams.signal;
}
