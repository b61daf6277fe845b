import type { Actor } from "../actor.ts";
import type { DownloadEvent } from "../device-event.ts";
import type { DownloadClient, InstallKind } from "../download-client.ts";
import type { StatisticsSpan, StatisticsUnit } from "../download-statistics.ts";
import type { AppId, DeveloperId } from "../ids.ts";
import type { Day } from "../usage.ts";

/** A request for a part of a version, of whichever source. Nothing of it says who asked. */
export interface RawDownload {
  /** Told apart from every other of its moment by this: the id of a CDN's request, or the place of an edge's line. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  appId: AppId;
  versionCode: number;
  part: DownloadEvent["part"];
  /** Of a delta: where it starts from. */
  fromVersionCode: number | null;
  install: InstallKind;
  client: DownloadClient;
  /** Two letters; null where nobody knew. */
  country: string | null;
  /** Whether the bytes came from a cache: they did not leave the bucket. */
  isCached: boolean;
  /** Whether it was answered, from the first byte on. */
  isDownload: boolean;
  isFailure: boolean;
  /** Of what was answered, also where it went on from the middle. */
  bytes: number;
}

/** What devices asked for in an hour (UTC), for the health of downloads. */
export interface DownloadHour {
  hour: Date;
  /** Answered or not. */
  requests: number;
  failures: number;
  bytes: number;
  /** Of them, from a cache. */
  cachedBytes: number;
}

/** What was added for a developer's apps on a day. */
export interface AddedDownloads {
  day: Day;
  developerId: DeveloperId;
  /** That left the bucket: what a cache has does not. */
  egressBytes: number;
  /** Bytes of packages less those of the deltas that were downloaded instead. */
  savedBytes: number;
}

/** What came of downloads that were handed over. */
export interface CountedDownloads {
  /** Those that are of versions there are. */
  known: number;
  /** Of them, those that had not been counted before. */
  counted: number;
  /** By hour, of what was counted. */
  hours: DownloadHour[];
  /** By day and developer, of what was counted. */
  added: AddedDownloads[];
}

/** What devices downloaded, by day. */
export interface DownloadStore {
  /** Notes that an object with events has been read; false when that is known already. */
  noteRead(object: { key: string; lines: number; dropped: number; late: number }): Promise<boolean>;
  /**
   * Counts downloads of versions that there are, each once: one that was counted before is passed over. One statement,
   * whatever their number; days and countries are summed up in it.
   * @throws Error when one is of a day that `RawDownloads.open` has not opened.
   */
  count(downloads: readonly RawDownload[]): Promise<CountedDownloads>;
  /** Adds to what is counted of these hours. */
  addHours(hours: readonly DownloadHour[]): Promise<void>;
  /** Forgets objects that were read so many days ago, at most `limit`. Gives how many. */
  forgetRead(days: number, limit: number): Promise<number>;
}

/** The single downloads of the latest days, from which their sums can be made again. Each call is a transaction. */
export interface RawDownloads {
  /** Makes room for these days, both ends included. Cheap where there is room already; two at once do no harm. */
  open(span: { from: Day; to: Day }): Promise<void>;
  /** Forgets the downloads of days before this one: what comes of them any more is late. Gives how many days. */
  dropBefore(day: Day): Promise<number>;
  /** The days before this one that are whole, not dropped and have never been rebuilt, ascending. */
  listUnbuilt(before: Day): Promise<Day[]>;
  /**
   * Makes the day's sums again from its single downloads, and puts right what differs; what is counted meanwhile stays
   * counted. Null for a day that is not whole: sums that stem from elsewhere are left alone.
   */
  rebuild(day: Day): Promise<Rebuild | null>;
}

/** What came of summing up a day again. */
export interface Rebuild {
  /** Requests that were summed up. */
  downloads: number;
  /** Rows of sums that were not as they should be. */
  differed: number;
}

/** A day that was summed up again. */
export interface RebuiltDay extends Rebuild {
  day: Day;
  rebuiltAt: Date;
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

/** What the charts of an app are made of: sums of packages and deltas together. */
export interface DownloadSums {
  downloads: number;
  firstInstalls: number;
  updates: number;
  byDevice: number;
  byBrowser: number;
  byCommandLine: number;
  /** Of the downloads, those of deltas. */
  deltas: number;
  bytes: number;
  savedBytes: number;
  failures: number;
}

export interface VersionDownloads {
  versionCode: number;
  /** Null where the version says none. */
  versionName: string | null;
  downloads: number;
  failures: number;
}

export interface CountryDownloads {
  /** Null where nobody knows. */
  country: string | null;
  downloads: number;
}

/** A row of the download of numbers. */
export interface VersionDay extends DownloadSums {
  day: Day;
  versionCode: number;
  versionName: string | null;
  part: DownloadEvent["part"];
}

export interface CountryDay extends CountryDownloads {
  day: Day;
  versionCode: number;
}

/** An app's latest days, for an overview. */
export interface RecentDownloads {
  app: { id: AppId; packageId: string; name: string };
  /** Ascending; days without downloads are absent. */
  days: { day: Day; downloads: number }[];
}

/** Reads of what an actor's own apps were downloaded; of another's there is nothing. */
export interface DownloadQueries {
  /** Ascending by day and part, both ends included; days without downloads are absent. */
  readDownloadDays(actor: Actor, appId: AppId, span: { from: Day; to: Day }): Promise<DownloadDay[]>;
  /** Ascending; a bucket is named by its first day, days without downloads are absent. */
  readDownloadSums(
    actor: Actor,
    appId: AppId,
    span: StatisticsSpan,
    unit: StatisticsUnit,
  ): Promise<({ day: Day } & DownloadSums)[]>;
  /** The most downloaded first, at most `limit`. */
  readVersionDownloads(
    actor: Actor,
    appId: AppId,
    span: StatisticsSpan,
    limit: number,
  ): Promise<VersionDownloads[]>;
  /** The most downloads first. */
  readCountryDownloads(actor: Actor, appId: AppId, span: StatisticsSpan): Promise<CountryDownloads[]>;
  /** By day, version and part, the next `limit` after a row; for reading all of them. */
  readVersionDays(
    actor: Actor,
    appId: AppId,
    span: StatisticsSpan,
    after: Pick<VersionDay, "day" | "versionCode" | "part"> | null,
    limit: number,
  ): Promise<VersionDay[]>;
  /** By day, country and version, the next `limit` after a row. */
  readCountryDays(
    actor: Actor,
    appId: AppId,
    span: StatisticsSpan,
    after: CountryDay | null,
    limit: number,
  ): Promise<CountryDay[]>;
  /** The actor's apps with the most downloads since a day, at most `limit`, with their days. */
  listRecentDownloads(actor: Actor, since: Day, limit: number): Promise<RecentDownloads[]>;
  /** Days that were summed up again, the latest first. Callers check the role. */
  listRebuilds(limit: number): Promise<RebuiltDay[]>;
}
