import type { AlertLimits, AlertName, AlertState } from "../alert.ts";
import type { AlertEpisodeId, UserId } from "../ids.ts";
import type { JobName } from "../jobs.ts";
import type { ListQuery, Page } from "../listing.ts";

/** An alert as it stands, and what admins set about it. */
export interface AlertRow {
  state: AlertState;
  /** Null: as it is shipped. */
  limits: AlertLimits | null;
}

/** Once that an alert fired. */
export interface AlertEpisode {
  id: AlertEpisodeId;
  alert: AlertName;
  firedAt: Date;
  /** Null while it fires. */
  clearedAt: Date | null;
  /** What its signal was at most in that time. */
  peak: number;
}

export interface AlertStore {
  /** Every alert that was ever looked at or set, held until the transaction ends: looks come one by one. */
  hold(): Promise<Map<AlertName, AlertRow>>;
  save(name: AlertName, row: AlertRow): Promise<void>;
  /** Who set limits and when stands in the audit log. */
  saveLimits(name: AlertName, limits: AlertLimits, by: UserId, at: Date): Promise<void>;
  openEpisode(episode: Omit<AlertEpisode, "clearedAt">): Promise<void>;
  /** Raises the peak of the alert's open episode; `clearedAt` ends it. */
  updateEpisode(alert: AlertName, seen: { value: number | null; clearedAt: Date | null }): Promise<void>;
}

/** What signals are made of. */
export interface SignalCounts {
  /** Of the hour before: uploads that ended, but for those called off; and those of them that failed. */
  uploads: { ended: number; failed: number };
  /** Of the running hour and the one before. */
  downloads: { requests: number; failures: number };
  /** When the oldest of these jobs that is still to be done was added. */
  oldestJobAt: Date | null;
  /** When a sweep last finished; before the first, when the store began; null for a store that nobody has used. */
  lastSweepAt: Date | null;
  /** What the last finished comparison found and is not settled. */
  openFindings: number;
}

/** Reads for alerts and their page. Callers check the role. */
export interface AlertQueries {
  countSignals(at: Date, jobs: readonly JobName[]): Promise<SignalCounts>;
  listAlerts(): Promise<Map<AlertName, AlertRow>>;
  /** The latest first. */
  listAlertEpisodes(query: ListQuery): Promise<Page<AlertEpisode>>;
}
