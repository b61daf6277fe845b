/** One for the process: Next bundles the start of the server and its routes apart, each with modules of its own. */
const mark = Symbol.for("mosis.draining");

/** What has to be done when the process ends, and where to tell of it. */
export interface LastWork {
  /** Puts away what is only counted in memory. */
  flush(): Promise<void>;
  log(message: string, details: object): void;
}

interface Ending {
  isDraining: boolean;
  streams: AbortController;
  lastWork: LastWork | null;
}

const ofProcess = globalThis as { [mark]?: Ending };

function ending(): Ending {
  ofProcess[mark] ??= { isDraining: false, streams: new AbortController(), lastWork: null };
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

/** Said by whoever gathers something in memory, as soon as it does. */
export function setLastWork(work: LastWork): void {
  ending().lastWork = work;
}

/** Null as long as there is nothing to put away. */
export function lastWork(): LastWork | null {
  return ending().lastWork;
}
