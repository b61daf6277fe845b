import { openDays } from "../download-counts.ts";
import type { CountedDownloads, RawDownload } from "../ports/downloads.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { dayMs } from "../quota.ts";
import { type Day, dayOf } from "../usage.ts";

/** Makes sure that the days which count are open, and gives them. Comes before the transaction that counts. */
export async function openCountingDays({
  db,
  clock,
}: Pick<Ports, "db" | "clock">): Promise<{ from: Day; to: Day }> {
  const span = openDays(dayOf(clock.now()));
  await db.rawDownloads.open(span);
  return span;
}

/** Those of the days that are open, and the number of the others. */
export function withoutLate(
  downloads: readonly RawDownload[],
  { from, to }: { from: Day; to: Day },
): { open: RawDownload[]; late: number } {
  const [first, end] = [Date.parse(from), Date.parse(to) + dayMs];
  const open = downloads.filter(({ at }) => at >= first && at < end);
  return { open, late: downloads.length - open.length };
}

/** Counts downloads inside a transaction, with their hours and the account of their developers. */
export async function countDownloads(
  stores: Stores,
  downloads: readonly RawDownload[],
): Promise<Pick<CountedDownloads, "known" | "counted">> {
  if (downloads.length === 0) return { known: 0, counted: 0 };
  const { known, counted, hours, added } = await stores.downloads.count(downloads);
  await stores.downloads.addHours(hours);
  for (const [of, group] of [...Map.groupBy(added, (one) => one.day)].sort(([a], [b]) => (a < b ? -1 : 1)))
    await stores.usage.addOperations(
      new Date(`${of}T12:00:00Z`),
      group.map(({ developerId, egressBytes, savedBytes }) => ({
        developerId,
        classA: 0,
        classB: 0,
        egressBytes,
        deltaBytesSaved: savedBytes,
      })),
    );
  return { known, counted };
}
