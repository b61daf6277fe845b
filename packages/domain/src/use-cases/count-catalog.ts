import type { Ports } from "../ports/ports.ts";

/** Apps whose number is written in one statement: a publication of one of them waits for it. */
const atOnce = 2_000;

/**
 * Counts what the catalog shows and sorts by, and does not follow from row to row: the downloads of the last 30 days of
 * each app, and the words that searches are corrected to. Safe to run twice; what is left when it is stopped, the next
 * run counts.
 */
export async function countCatalog({ db }: Ports, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
  while (!signal?.aborted) {
    if ((await db.catalog.countDownloads(atOnce)) < atOnce) break;
  }
  if (!signal?.aborted) await db.catalog.countWords();
}
