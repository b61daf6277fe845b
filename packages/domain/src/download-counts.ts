import type { DownloadEvent } from "./device-event.ts";
import type { AppId } from "./ids.ts";
import type { RawDownload } from "./ports/downloads.ts";
import { addDays, type Day } from "./usage.ts";

/** Bytes that no answer can have: no object is larger. */
export const largestAnswer = 5 * 1024 ** 3;

/**
 * Days before today whose downloads still count when they come: a CDN delivers its logs within a day, seldom later. For
 * so long every single download is known, and counts once however often it comes.
 */
export const lateDays = 3;
/** Days after today that are open as well: clocks differ, and a day begins before anybody has looked. */
const aheadDays = 1;

/** The days whose downloads count when they come today. */
export function openDays(today: Day): { from: Day; to: Day } {
  return { from: addDays(today, -lateDays), to: addDays(today, aheadDays) };
}

/** What an answer to a request counts as. */
export function amountsOf({ status, bytes, begins }: { status: number; bytes: number; begins: boolean }): {
  isDownload: boolean;
  isFailure: boolean;
  bytes: number;
} {
  const isFailure = status >= 400;
  // 304: what the device has is still right, and nothing was sent.
  const isAnswered = !isFailure && status !== 304;
  return { isDownload: isAnswered && begins, isFailure, bytes: isAnswered ? bytes : 0 };
}

/** A line of the edge as what is counted; `id` is the line's own. */
export function rawDownload(event: DownloadEvent, id: string): RawDownload {
  return {
    id,
    at: Date.parse(event.at),
    appId: event.app_id as AppId,
    versionCode: event.version_code,
    part: event.part,
    fromVersionCode: event.part === "delta" ? event.from_version_code : null,
    install: event.part === "delta" ? "update" : event.install,
    client: event.client,
    country: knownCountry(event.country),
    isCached: event.cache === "hit",
    ...amountsOf(event),
  };
}

/** Two capital letters; null for what stands for no country: Cloudflare's XX, CLDR's ZZ, and what is no code at all. */
export function knownCountry(text: string | null | undefined): string | null {
  const code = text?.toUpperCase() ?? "";
  return /^[A-Z][A-Z0-9]$/.test(code) && code !== "XX" && code !== "ZZ" ? code : null;
}
