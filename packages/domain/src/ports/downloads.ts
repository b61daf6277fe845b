import type { Actor } from "../actor.ts";
import type { DownloadEvent } from "../device-event.ts";
import type { AppId, DeveloperId } from "../ids.ts";
import type { Day } from "../usage.ts";

/** Downloads that have everything in common but the device, to be added to what is counted of them. */
export interface DownloadCount {
  day: Day;
  appId: AppId;
  versionCode: number;
  part: DownloadEvent["part"];
  /** Of a delta: where it starts from. */
  fromVersionCode: number | null;
  /** Two letters; null where the edge did not know. */
  country: string | null;
  cache: DownloadEvent["cache"];
  /** Reads from the first byte on that were answered. */
  downloads: number;
  /** Of all reads that were answered, also of those that went on later. */
  bytes: number;
  failures: number;
}

/** All that devices asked for in an hour (UTC), for the health of downloads. */
export interface DownloadHour {
  hour: Date;
  /** Answered or not. */
  requests: number;
  failures: number;
  bytes: number;
  /** Of them, from the edge's cache. */
  cachedBytes: number;
}

/** What was added for a developer's apps on a day. */
export interface AddedDownloads {
  day: Day;
  developerId: DeveloperId;
  /** That left the bucket: what the edge's cache has does not. */
  egressBytes: number;
  /** Bytes of packages less those of the deltas that were downloaded instead. */
  savedBytes: number;
}

/** What devices downloaded, by day. */
export interface DownloadStore {
  /** Notes that an object with events has been read; false when that is known already. */
  noteRead(object: { key: string; lines: number; dropped: number }): Promise<boolean>;
  /** Adds downloads of versions that there are, and gives what came to whom, by day and developer. */
  add(counts: readonly DownloadCount[]): Promise<AddedDownloads[]>;
  /** Adds to what is counted of these hours. */
  addHours(hours: readonly DownloadHour[]): Promise<void>;
  /** Forgets objects that were read so many days ago, at most `limit`. Gives how many. */
  forgetRead(days: number, limit: number): Promise<number>;
}

/** A day of an app's downloads. */
export interface DownloadDay {
  day: Day;
  part: DownloadEvent["part"];
  downloads: number;
  bytes: number;
  savedBytes: number;
  failures: number;
}

export interface DownloadQueries {
  /** Of the developer's own app: ascending by day and part, both ends included; days without downloads are absent. */
  readDownloadDays(actor: Actor, appId: AppId, span: { from: Day; to: Day }): Promise<DownloadDay[]>;
}
