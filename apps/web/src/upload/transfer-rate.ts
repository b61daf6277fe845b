/** How far a transfer is and how fast it goes. Bytes, bytes per second, seconds. */
export interface TransferRate {
  bytes: number;
  total: number;
  /** Null until there is enough to tell. */
  bytesPerSecond: number | null;
  secondsLeft: number | null;
}

interface Sample {
  at: number;
  bytes: number;
}

/** Speed is the mean over this window: long enough to be calm, short enough to notice a change. */
const windowMs = 4000;
const leastMs = 400;

/**
 * Follows one transfer. `now` is in milliseconds and only has to grow. The first amount told is where it starts: what
 * was there before it counts for no speed.
 */
export function transferRate(total: number): (bytes: number, now: number) => TransferRate {
  let samples: Sample[] = [];
  return (bytes, now) => {
    samples = [
      ...samples.filter((sample, index) => sample.at >= now - windowMs || index === samples.length - 1),
      { at: now, bytes },
    ];
    const first = samples[0] ?? { at: now, bytes };
    const elapsed = now - first.at;
    const known = elapsed >= leastMs && bytes > first.bytes;
    const bytesPerSecond = known ? ((bytes - first.bytes) / elapsed) * 1000 : null;
    return {
      bytes,
      total,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null ? null : Math.ceil((total - bytes) / bytesPerSecond),
    };
  };
}
