import type { DownloadEvent } from "./device-event.ts";
import type { AppId } from "./ids.ts";
import type { DownloadCount } from "./ports/downloads.ts";
import type { Day } from "./usage.ts";

/** Bytes that no answer can have: no object is larger. */
export const largestAnswer = 5 * 1024 ** 3;

/** Sums up downloads that have everything in common but the device. */
export function countDownloads(events: readonly DownloadEvent[]): DownloadCount[] {
  const counts = new Map<string, DownloadCount>();
  for (const event of events) {
    const of = {
      day: event.at.slice(0, 10) as Day,
      appId: event.app_id as AppId,
      versionCode: event.version_code,
      part: event.part,
      fromVersionCode: event.part === "delta" ? event.from_version_code : null,
      country: event.country,
      cache: event.cache,
    };
    const key = Object.values(of).join(" ");
    const known = counts.get(key) ?? { ...of, downloads: 0, bytes: 0, failures: 0 };
    const isFailure = event.status >= 400;
    // 304: what the device has is still right, and nothing was sent.
    const isAnswered = !isFailure && event.status !== 304;
    counts.set(key, {
      ...known,
      downloads: known.downloads + (isAnswered && event.begins ? 1 : 0),
      bytes: known.bytes + (isAnswered ? event.bytes : 0),
      failures: known.failures + (isFailure ? 1 : 0),
    });
  }
  return [...counts.values()];
}
