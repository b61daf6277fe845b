import type { LogFilesQuery } from "../download-statistics.ts";
import type { Page } from "../listing.ts";
import type { LogRefusal } from "../logs/log-refusal.ts";

export const logFileStatuses = ["reading", "imported", "refused"] as const;
export type LogFileStatus = (typeof logFileStatuses)[number];

/** Names one state of an object. */
export interface LogFileKey {
  key: string;
  etag: string;
}

/** What became of the lines of a log. */
export interface LogCounts {
  counted: number;
  /** Known already. */
  duplicates: number;
  /** Of a day that is closed, or that is still to come. */
  late: number;
  /** Of no version that there is. */
  unknown: number;
  /** Of something else than a package or a delta. */
  passedOver: number;
  malformed: number;
}

/** An access log of a CDN. */
export interface LogFile extends LogFileKey, LogCounts {
  /** Bytes, as it is stored. */
  size: number;
  status: LogFileStatus;
  /** Why it is refused, and the words for it. */
  refusal: LogRefusal | null;
  detail: string | null;
  /** Read and counted so far. */
  lines: number;
  begunAt: Date;
  endedAt: Date | null;
}

/** Which logs have been read, and how far. */
export interface LogFileStore {
  /** The log as it is known, or noted as one that is being read from its beginning. */
  begin(file: LogFileKey & { size: number }, at: Date): Promise<LogFile>;
  /** Notes that the lines up to `to` are counted, in the transaction that counts them; false when another was first. */
  advance(file: LogFileKey, from: number, to: number): Promise<boolean>;
  /** Adds what became of lines. */
  addCounts(file: LogFileKey, counts: LogCounts): Promise<void>;
  /** Ends the reading; false when it has ended already. */
  end(file: LogFileKey, end: { refusal: LogRefusal; detail: string } | null, at: Date): Promise<boolean>;
  /** Those of these that have ended. */
  listEnded(files: readonly LogFileKey[]): Promise<(LogFileKey & { status: LogFileStatus })[]>;
  /** Forgets logs that ended before then, at most `limit`. Gives how many. */
  forget(before: Date, limit: number): Promise<number>;
}

/** Reads for admins. Callers check the role. */
export interface LogFileQueries {
  /** The latest begun first. */
  listLogFiles(query: LogFilesQuery): Promise<Page<LogFile>>;
}
