import type { AppHead } from "../app.ts";
import type { LegalHoldId, SweepRunId, VersionId } from "../ids.ts";
import type { ListQuery, Page, RetainedQuery } from "../listing.ts";
import type { RetentionClass, RetentionPolicy } from "../retention.ts";
import type { VersionStatus } from "../version.ts";
import type { SweepEnd, SweepOutcome } from "./retention.ts";

/** Reads made for the pages of administrators; callers check the role. Times are the database's. */
export interface RetentionQueries {
  /** What the policy would delete, by day and class, from now on for `days` days; what is overdue counts for today. */
  forecast(policy: RetentionPolicy, days: number): Promise<ForecastItem[]>;
  /** The same by app, the most bytes first. */
  listForecastApps(policy: RetentionPolicy, days: number, query: ListQuery): Promise<Page<ForecastApp>>;
  /** Versions whose bytes go under the policy in force, held ones included: the next first. */
  listRetained(query: RetainedQuery): Promise<Page<RetainedItem>>;
  /** When the version is deleted; null when its bytes are kept whatever the policy says, or are gone. */
  findRetained(id: VersionId): Promise<RetainedItem | null>;
  /** The latest first. */
  listSweepRuns(query: ListQuery): Promise<Page<SweepRun>>;
  /** What a run deleted, the largest first. Null when there is no such run. */
  findSweepRun(id: SweepRunId, query: ListQuery): Promise<{ run: SweepRun; purges: Page<PurgeItem> } | null>;
  /** Holds that stand, the latest first. */
  listHolds(query: ListQuery): Promise<Page<HoldItem>>;
  listOverrides(query: ListQuery): Promise<Page<OverrideItem>>;
}

export interface ForecastItem {
  /** Midnight, UTC. */
  day: Date;
  class: RetentionClass;
  versions: number;
  bytes: number;
}

export interface ForecastApp {
  app: AppHead;
  versions: number;
  bytes: number;
  /** When the first of them goes. */
  first: Date;
}

/** A version as lists of what is deleted show it. */
export interface VersionHead {
  id: VersionId;
  versionName: string | null;
  versionCode: number | null;
  fileName: string;
  size: number;
  status: VersionStatus;
}

export interface RetainedItem {
  version: VersionHead;
  app: AppHead;
  class: RetentionClass;
  /** Null while it is held. */
  dueAt: Date | null;
  announcedAt: Date | null;
  isHeld: boolean;
}

export interface SweepRun extends Omit<SweepEnd, "outcome"> {
  id: SweepRunId;
  outcome: SweepOutcome;
  startedAt: Date;
  finishedAt: Date | null;
  /** Who approved of it, once it was stopped. */
  approvedBy: string | null;
  approvedAt: Date | null;
  /** Whether it was stopped and an approval would start it again. */
  isWaiting: boolean;
}

export interface PurgeItem {
  version: VersionHead;
  app: AppHead;
  class: RetentionClass;
  dueAt: Date;
  purgedAt: Date;
}

export interface HoldItem {
  id: LegalHoldId;
  app: AppHead;
  /** Null: all of the app's versions. */
  version: VersionHead | null;
  reason: string;
  placedBy: string | null;
  placedAt: Date;
}

export interface OverrideItem {
  app: AppHead;
  class: RetentionClass;
  keepHours: number | null;
  reason: string;
  setBy: string | null;
  setAt: Date;
}
