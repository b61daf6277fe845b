import type { AppId, InventoryRunId, QuarantineId, UserId } from "../ids.ts";
import type {
  Finding,
  FindingKind,
  FindingOutcome,
  InventoryCounts,
  InventoryPhase,
  InventoryRun,
  InventoryStatus,
  LedgerEntry,
  NewFinding,
  OutcomeNote,
  QuarantinedObject,
} from "../inventory.ts";
import type { Version } from "../version.ts";
import type { UnjoinedMark } from "./object-store.ts";

/** Runs of the inventory, what they found, and the ledger as they read it. All times are the database's clock. */
export interface InventoryStore {
  now(): Promise<Date>;
  /** Begins a run; null while another one is running. About `sampleSize` packages are to be read to the end. */
  start(run: {
    id: InventoryRunId;
    startedBy: UserId | null;
    minAgeMs: number;
    sampleSize: number;
  }): Promise<InventoryRun | null>;
  find(id: InventoryRunId): Promise<InventoryRun | null>;
  /** The run that began last. */
  findLatest(): Promise<InventoryRun | null>;
  /** Whether the ledger has anything old enough to be judged. */
  hasOlder(ageMs: number): Promise<boolean>;
  /**
   * Writes how far a running run has come, and gives it as it stands.
   * @throws DomainError `inventory_state_conflict` when it has moved on since it was read.
   */
  advance(
    run: Pick<InventoryRun, "id" | "step">,
    progress: { phase: InventoryPhase; cursor: string; slice: number; counts: InventoryCounts },
  ): Promise<InventoryRun>;
  /** Ends a running run, or sets a failed one going again. False when it does not stand at `from`. */
  move(id: InventoryRunId, from: InventoryStatus, to: InventoryStatus): Promise<boolean>;
  /** Repeating it adds nothing. */
  addFindings(runId: InventoryRunId, findings: readonly NewFinding[]): Promise<void>;

  /** Rows whose key comes after `after` in the order of UTF-8 bytes, without those of status `deleted`. */
  readLedger(query: { after: string; limit: number }): Promise<LedgerEntry[]>;
  /** Rows by their keys, of every status, in any order. */
  readRows(keys: readonly string[]): Promise<LedgerEntry[]>;
  /** Which of storage's names for uploads in parts belong to uploads that are open. */
  openUploadNames(storageUploadIds: readonly string[]): Promise<Set<string>>;
  /**
   * Uploads in parts that expired or were cancelled before `before`, and whose temporary object the ledger does not
   * call deleted: their parts may be there still. By id, after `after`.
   */
  listEndedInParts(query: {
    after: string;
    before: Date;
    limit: number;
  }): Promise<(UnjoinedMark & { id: string; endedAt: Date })[]>;
  /** The version that has, or had, this code. */
  findVersion(appId: AppId, versionCode: number): Promise<Version | null>;

  /** Approves repairs and gives the run with the number of the job that is to make them; null unless it is finished. */
  approve(id: InventoryRunId, kinds: readonly FindingKind[], by: UserId): Promise<InventoryRun | null>;
  /** Hands the repairs on to the next job, or notes that they are done. False when another job has taken over. */
  advanceRepair(run: Pick<InventoryRun, "id" | "repairSlice">, isDone: boolean): Promise<boolean>;
  /** Findings that are open, at most `limit`. */
  listOpen(runId: InventoryRunId, kind: FindingKind, limit: number): Promise<Finding[]>;
  /** False when it has been settled before. */
  settle(id: bigint, outcome: Exclude<FindingOutcome, "open">, note: OutcomeNote | null): Promise<boolean>;

  /**
   * Takes a key that nobody has in the ledger, or only as deleted, for its deletion: until that has been done nobody
   * can announce an object there. False when somebody has it.
   */
  claimStray(key: string): Promise<boolean>;
}

/** What lies in quarantine. */
export interface QuarantineStore {
  /** Notes an object before it is copied, and announces it in the ledger. Repeating it gives what is there. */
  expect(
    object: Omit<QuarantinedObject, "status" | "createdAt" | "changedAt" | "keptUntil">,
  ): Promise<QuarantinedObject>;
  /** Notes that the copy stands. */
  held(id: QuarantineId, head: { size: number; etag: string }): Promise<void>;
  find(id: QuarantineId): Promise<QuarantinedObject | null>;
  findByKey(key: string): Promise<QuarantinedObject | null>;
  /** What is held with this many bytes, at most `limit`, the latest first. */
  listOfSize(size: number, limit: number): Promise<QuarantinedObject[]>;
  /** What has been held long enough, at most `limit`. */
  listExpired(limit: number): Promise<QuarantinedObject[]>;
  /** Ends what is held, or was being moved. False when it has ended before. */
  end(id: QuarantineId, status: "put_back" | "deleted"): Promise<boolean>;
}
