const units = [
  [24 * 60 * 60 * 1000, "day"],
  [60 * 60 * 1000, "hour"],
] as const;
const minuteMs = 60 * 1000;

/** A length of time for people, in the largest unit of which there are two: `3 hours`, `90 minutes`. */
export function timeInWords(ms: number): string {
  for (const [size, unit] of units) if (ms >= 2 * size) return `${Math.round(ms / size)} ${unit}s`;
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  return `${minutes} minute${minutes === 1 ? "" : "s"}`;
}
