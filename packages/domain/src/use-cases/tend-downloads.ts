import { lateDays } from "../download-counts.ts";
import type { RebuiltDay } from "../ports/downloads.ts";
import type { Ports } from "../ports/ports.ts";
import { addDays, dayOf } from "../usage.ts";
import { openCountingDays } from "./count-downloads.ts";

/** Hour of the day (UTC) from which on the day before is summed up again: most of what comes late has come. */
const rebuildHour = 3;
/** Days for which there is room ahead, beside those that count. */
const aheadDays = 2;

/**
 * Keeps the single downloads of the latest days: makes room for the days to come, forgets those that are closed, and once
 * a night sums up the day before again. Running it again does nothing more.
 * @returns the days that were summed up, for the log.
 */
export async function tendDownloads(
  ports: Pick<Ports, "db" | "clock">,
  { signal }: { signal?: AbortSignal } = {},
): Promise<RebuiltDay[]> {
  const { db, clock } = ports;
  const now = clock.now();
  const today = dayOf(now);
  const { from } = await openCountingDays(ports);
  await db.rawDownloads.open({ from, to: addDays(today, aheadDays) });
  const rebuilt: RebuiltDay[] = [];
  if (now.getUTCHours() >= rebuildHour)
    for (const day of await db.rawDownloads.listUnbuilt(today)) {
      signal?.throwIfAborted();
      const rebuild = await db.rawDownloads.rebuild(day);
      if (rebuild) rebuilt.push({ day, ...rebuild, rebuiltAt: clock.now() });
    }
  await db.rawDownloads.dropBefore(addDays(today, -lateDays));
  return rebuilt;
}
