import type { CostSettings } from "../cost-settings.ts";
import type { DeveloperId } from "../ids.ts";
import type { Page } from "../listing.ts";
import type { BytesByState, Day, OperationCount, UsageDay } from "../usage.ts";
import type { DeveloperUsageQuery } from "../usage-query.ts";

/** Keeping account of what is used, by day and developer. */
export interface UsageStore {
  /**
   * Notes what the next developers keep at this moment, those after `after` by id and at most `limit`, from the ledger.
   * Gives the last of them, null when there are no more. Repeating it is harmless; an older look never replaces a newer.
   */
  recordDevelopers(look: { at: Date; after: DeveloperId | null; limit: number }): Promise<DeveloperId | null>;
  /** Sums up what has been noted about developers on this day as the store's own. Repeating it is harmless. */
  recordStore(at: Date): Promise<void>;
  /** Adds calls to their developers' day and to the store's. */
  addOperations(at: Date, counts: readonly OperationCount[]): Promise<void>;
}

export interface CostSettingsStore {
  /** What is set, else the defaults. */
  read(): Promise<CostSettings>;
  save(settings: CostSettings, at: Date): Promise<void>;
}

/** Reads of the account, which is kept by day so that no page counts rows. Callers check the role. */
export interface UsageQueries {
  /** The store's days, ascending, both ends included. */
  listStoreDays(span: { from: Day; to: Day }): Promise<UsageDay[]>;
  /** The last day that was looked at, which may be today; null for a store that never was. */
  findLastDay(): Promise<UsageDay | null>;
  /** What developers keep on a day and used in a span of days. */
  listDeveloperUsage(
    query: DeveloperUsageQuery,
    days: { standing: Day; from: Day; to: Day },
  ): Promise<Page<DeveloperUsageItem>>;
  /** Days of developers by day and developer, the next `limit` of them after a row; for reading all of them. */
  readDeveloperDays(
    span: { from: Day; to: Day },
    after: { day: Day; developerId: DeveloperId } | null,
    limit: number,
  ): Promise<DeveloperDay[]>;
}

export interface DeveloperUsageItem {
  developerId: DeveloperId;
  name: string;
  storedBytes: number;
  byState: BytesByState;
  classA: number;
  classB: number;
  egressBytes: number;
}

export interface DeveloperDay extends UsageDay {
  developerId: DeveloperId;
  name: string;
}
