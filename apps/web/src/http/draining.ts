/** One for the process: Next bundles the start of the server and its routes apart, each with modules of its own. */
const mark = Symbol.for("mosis.draining");
const ofProcess = globalThis as { [mark]?: boolean };

/** From now on the process finishes what it has begun, and says that it is not ready for more. */
export function startDraining(): void {
  ofProcess[mark] = true;
}

export function isDraining(): boolean {
  return ofProcess[mark] === true;
}
