import type { DownloadMeter } from "../download-meter.ts";
import type { Ports } from "../ports/ports.ts";
import { countDownloads, openCountingDays, withoutLate } from "./count-downloads.ts";

/** How often a process hands over the downloads it has gathered: what a killed process has gathered since is lost. */
export const flushDownloadsEveryMs = 5_000;

/**
 * Counts the downloads that this process has gathered, all of them with one statement. When that fails they stay
 * gathered; where it only seemed to fail, they count once all the same.
 * @returns how many were lost since the last time because there were too many.
 */
export async function flushDownloads(
  ports: Pick<Ports, "db" | "clock">,
  meter: DownloadMeter,
): Promise<{ lost: number }> {
  const { downloads, lost } = meter.take();
  if (downloads.length === 0) return { lost };
  try {
    const { open, late } = withoutLate(downloads, await openCountingDays(ports));
    await ports.db.transaction((stores) => countDownloads(stores, open));
    return { lost: lost + late };
  } catch (error) {
    meter.giveBack(downloads);
    throw error;
  }
}
