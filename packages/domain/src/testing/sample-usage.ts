import type { Day, UsageDay } from "../usage.ts";

/** A day that was looked at at noon, on which nothing was kept or called but what is said. */
export function sampleDay(day: string, fields: Partial<UsageDay> = {}): UsageDay {
  const storedBytes = fields.storedBytes ?? 0;
  return {
    day: day as Day,
    storedBytes,
    peakBytes: storedBytes,
    byState: storedBytes > 0 ? { published: storedBytes } : {},
    classA: 0,
    classB: 0,
    egressBytes: 0,
    deltaBytesSaved: 0,
    recordedAt: new Date(`${day}T12:00:00Z`),
    ...fields,
  };
}
