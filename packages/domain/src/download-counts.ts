import type { DownloadEvent } from "./device-event.ts";
import type { AppId } from "./ids.ts";
import type { DownloadCount, DownloadHour } from "./ports/downloads.ts";
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

/** The same by hour, whatever was downloaded. */
export function countHours(events: readonly DownloadEvent[]): DownloadHour[] {
  const hours = new Map<string, DownloadHour>();
  for (const { at, status, bytes, cache } of events) {
    const hour = `${at.slice(0, 13)}:00:00Z`;
    const known = hours.get(hour) ?? {
      hour: new Date(hour),
      requests: 0,
      failures: 0,
      bytes: 0,
      cachedBytes: 0,
    };
    const sent = status < 300 ? bytes : 0;
    hours.set(hour, {
      ...known,
      requests: known.requests + 1,
      failures: known.failures + (status >= 400 ? 1 : 0),
      bytes: known.bytes + sent,
      cachedBytes: known.cachedBytes + (cache === "hit" ? sent : 0),
    });
  }
  return [...hours.values()].sort((a, b) => a.hour.getTime() - b.hour.getTime());
}
