import type { InventoryRunId } from "../ids.ts";
import type { Finding, FindingKind, FindingOutcome, InventoryRun, QuarantinedObject } from "../inventory.ts";
import type { FindingsQuery, ListQuery, Page } from "../listing.ts";
import type { ObjectKind } from "../stored-object.ts";

/** Reads of comparisons and of the quarantine for pages. Callers check the role. */
export interface InventoryQueries {
  /** Comparisons of bucket and ledger, the latest first. */
  listInventoryRuns(query: ListQuery): Promise<Page<InventoryRunItem>>;
  /** What a run found, counted by kind, by what should stand there, and by what became of it. */
  countFindings(runId: InventoryRunId): Promise<FindingCount[]>;
  /** A run's findings by key, those that break something first. */
  listFindings(runId: InventoryRunId, query: FindingsQuery): Promise<Page<Finding>>;
  /** All findings of a run, by kind and key, from the one after `after` on. */
  readFindings(runId: InventoryRunId, after: FindingMark | null, limit: number): Promise<Finding[]>;
  /** What is held in quarantine, the latest first. */
  listQuarantine(query: ListQuery): Promise<Page<QuarantinedObject>>;
  /** How much is held in quarantine. */
  measureQuarantine(): Promise<{ objects: number; bytes: number }>;
}

export interface InventoryRunItem extends InventoryRun {
  /** Name of who began it; null for the schedule. */
  startedByName: string | null;
  approvedByName: string | null;
}

export interface FindingCount {
  kind: FindingKind;
  objectKind: ObjectKind | null;
  outcome: FindingOutcome;
  count: number;
  bytes: number;
}

/** Where a finding stands in the order of `readFindings`. */
export type FindingMark = Pick<Finding, "kind" | "key" | "storageUploadId">;
