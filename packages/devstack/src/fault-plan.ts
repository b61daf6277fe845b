/**
 * What can happen to a connection:
 * - `cut`: both sides are closed after so many bytes, in the middle of whatever they say;
 * - `reset`: the same by RST;
 * - `refuse`: it is reset before a byte has passed, and the server never hears of it;
 * - `drop_answer`: the server gets a request and acts on it, and its answer is lost with the connection;
 * - `delay`: after so many bytes, each of the next chunks waits, `delayedChunks` of them;
 * - `pause`: after so many bytes, nothing passes for a while.
 */
export const faultKinds = ["cut", "reset", "refuse", "drop_answer", "delay", "pause"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A slow connection, and not one that takes minutes for what is sent in thousands of chunks. */
export const delayedChunks = 10;

/** Everything that the fate of connections follows from. */
export interface FaultPlan {
  /** Whole number; the same seed, the same faults. */
  seed: number;
  /** For each kind, how likely it is for a connection, 0 to 1. What is left of 1 is spared. */
  rates: Partial<Record<FaultKind, number>>;
  /** A fault comes to pass after 1 to so many bytes, both directions counted together. */
  withinBytes: number;
  /** A `delay` or `pause` takes up to so long. */
  withinMs: number;
}

export interface PlannedFault {
  kind: FaultKind;
  afterBytes: number;
  milliseconds: number;
}

/** The fate of a connection: a function of the plan and the connection's number alone. Null when it is spared. */
export function planFault(plan: FaultPlan, connection: number): PlannedFault | null {
  const random = seededRandom(plan.seed ^ Math.imul(connection, 0x9e3779b1));
  const lot = random();
  const afterBytes = 1 + Math.floor(random() * plan.withinBytes);
  const milliseconds = 1 + Math.floor(random() * plan.withinMs);
  let bound = 0;
  for (const kind of faultKinds) {
    bound += plan.rates[kind] ?? 0;
    if (lot < bound) return { kind, afterBytes, milliseconds };
  }
  return null;
}

/** Numbers from 0 up to 1 that follow from the seed: mulberry32, by Tommy Ettinger, in the public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
