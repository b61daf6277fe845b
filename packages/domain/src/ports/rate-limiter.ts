/** So many calls within so many seconds. */
export interface RateLimit {
  calls: number;
  seconds: number;
}

/** Whose calls are counted under which limit, unless an operator set another of this name. */
export interface RateCount {
  /** Names the count: those of different names have nothing to do with each other. */
  name: string;
  key: string;
  limit: RateLimit;
}

/** Counts calls, across all processes as far as they can reach what they share. Never fails. */
export interface RateLimiter {
  /** Counts a call against each; gives the seconds to wait where one of them is spent, else null. */
  take(counts: readonly RateCount[]): Promise<number | null>;
  /** The same without counting: the seconds to wait when the next call would be too many. */
  check(count: RateCount): Promise<number | null>;
}
