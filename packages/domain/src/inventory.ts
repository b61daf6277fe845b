import type { InventoryRunId, QuarantineId, UserId } from "./ids.ts";
import { compareKeys } from "./key-order.ts";
import { isOutsideLedger } from "./object-keys.ts";
import type { ListedObject } from "./ports/object-store.ts";
import { dayMs } from "./quota.ts";
import { spreadOf } from "./spread.ts";
import type { ObjectKind, ObjectStatus, StoredObject } from "./stored-object.ts";

/** What can be wrong between bucket and ledger; in this order repairs are made, so that what is found can be used. */
export const findingKinds = [
  "orphan",
  "leftover",
  "wrong_size",
  "wrong_etag",
  "wrong_hash",
  "missing",
  "unjoined",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** How bad a finding is: `loss` breaks something for people, `waste` only costs. */
export const severityOf = {
  missing: "loss",
  wrong_size: "loss",
  wrong_etag: "loss",
  wrong_hash: "loss",
  orphan: "waste",
  leftover: "waste",
  unjoined: "waste",
} as const satisfies Record<FindingKind, "loss" | "waste">;

/** A ledger row as far as a comparison needs it. */
export type LedgerEntry = Pick<
  StoredObject,
  "key" | "kind" | "status" | "size" | "etag" | "sha256" | "updatedAt"
>;

type Verdict = "normal" | "missing" | "compare" | "stray";

/** Every status of a row, and no row, against what the bucket has: what it means once both sides are old enough. */
const verdicts = {
  // Nobody announced it: it came past the store, or its row was lost.
  none: { present: "stray", absent: "normal" },
  // Announced. Whether it still comes is the life-cycle reconciler's to judge (`freeAbandoned`).
  pending: { present: "normal", absent: "normal" },
  stored: { present: "compare", absent: "missing" },
  // On its way out: its deletion is tried until it has succeeded, before and after the object has gone.
  deleting: { present: "normal", absent: "normal" },
  // It came back: by an address to upload that outlived it, or a writer that was paused for long.
  deleted: { present: "stray", absent: "normal" },
} as const satisfies Record<ObjectStatus | "none", { present: Verdict; absent: Verdict }>;

/** What is wrong with a row and the object at its key; null for nothing. Ages are the caller's to look at. */
export function judge(row: LedgerEntry | null, object: ListedObject | null): FindingKind | null {
  const verdict: Verdict = verdicts[row?.status ?? "none"][object ? "present" : "absent"];
  if (verdict === "normal") return null;
  if (verdict === "missing") return "missing";
  if (!object) return null;
  if (verdict === "stray" && isOutsideLedger(object.key)) return null;
  if (verdict === "stray") return object.key.startsWith("temp/") ? "leftover" : "orphan";
  if (row?.size !== object.size) return "wrong_size";
  return row.etag === object.etag ? null : "wrong_etag";
}

/** Younger than this, neither an object nor a row is judged or touched, milliseconds. */
export const inventoryMinAgeMs = dayMs;
/** How many packages one run reads and hashes, about. */
export const inventorySampleSize = 100;
/** How often the schedule starts a run, milliseconds. */
export const inventoryIntervalMs = 7 * dayMs;
/** A run that has written nothing for this long is set going again, milliseconds. */
export const inventoryQuietMs = 15 * 60 * 1000;
/** How long what is in quarantine is kept, milliseconds. */
export const quarantineMs = 30 * dayMs;

/** Whether either side changed after `cutoff`: it may be under way, and is not judged. */
export function isYoung(
  pair: { row: LedgerEntry | null; object: ListedObject | null },
  cutoff: Date,
): boolean {
  return (
    (pair.object !== null && pair.object.modifiedAt >= cutoff) ||
    (pair.row !== null && pair.row.updatedAt >= cutoff)
  );
}

export interface Pair {
  key: string;
  row: LedgerEntry | null;
  object: ListedObject | null;
}

/**
 * Brings two lists together that are sorted by key.
 * @throws Error when one is not: everything after that would look missing.
 */
export function* pairUp(rows: readonly LedgerEntry[], objects: readonly ListedObject[]): Generator<Pair> {
  let [row, object] = [0, 0];
  let last: string | null = null;
  while (row < rows.length || object < objects.length) {
    const [left, right] = [rows[row] ?? null, objects[object] ?? null];
    const order = left === null ? 1 : right === null ? -1 : compareKeys(left.key, right.key);
    const pair = { row: order <= 0 ? left : null, object: order >= 0 ? right : null };
    const key: string = (pair.row ?? pair.object)?.key ?? "";
    if (last !== null && compareKeys(last, key) >= 0)
      throw new Error(`storage or the ledger listed ${key} after ${last}: the lists are not in order`);
    last = key;
    if (pair.row) row += 1;
    if (pair.object) object += 1;
    yield { key, ...pair };
  }
}

/** Whether a run reads this object to the end: the same answer for the same run, whatever was read before. */
export function isSampled(runId: InventoryRunId, key: string, share: number): boolean {
  return spreadOf(runId, key) < share;
}

export const inventoryStatuses = ["running", "finished", "failed"] as const;
export type InventoryStatus = (typeof inventoryStatuses)[number];

/** What a run does one after the other; in `listed` and `known` it looks for uploads in parts. */
export const inventoryPhases = ["objects", "listed", "known", "done"] as const;
export type InventoryPhase = (typeof inventoryPhases)[number];

export interface InventoryCounts {
  /** In the bucket. */
  objects: number;
  bytes: number;
  /** In the ledger, but for those noted as deleted. */
  rows: number;
  /** Passed over because one side is too young. */
  young: number;
  /** Read and hashed. */
  sampled: number;
  sampledBytes: number;
  findings: number;
  /** Uploads in parts that storage listed; null when it cannot list them, so that only the store's own are known. */
  listedUploads: number | null;
}

export const noCounts: InventoryCounts = {
  objects: 0,
  bytes: 0,
  rows: 0,
  young: 0,
  sampled: 0,
  sampledBytes: 0,
  findings: 0,
  listedUploads: 0,
};

export interface InventoryRun {
  id: InventoryRunId;
  /** Null: the schedule. */
  startedBy: UserId | null;
  status: InventoryStatus;
  phase: InventoryPhase;
  cursor: string;
  /** Which job may go on with it. */
  slice: number;
  /** Grows with every write of its progress: of two jobs at once, one is refused. */
  step: number;
  minAgeMs: number;
  sampleShare: number;
  counts: InventoryCounts;
  /** By the database's clock, as the other times are. */
  startedAt: Date;
  changedAt: Date;
  finishedAt: Date | null;
  approvedKinds: FindingKind[];
  approvedBy: UserId | null;
  approvedAt: Date | null;
  /** Which job may go on with the repairs; 0 before any. */
  repairSlice: number;
  /** When all that had been approved was settled. */
  repairedAt: Date | null;
}

/** Changes after this moment are not this run's to judge. */
export function cutoffOf({ startedAt, minAgeMs }: Pick<InventoryRun, "startedAt" | "minAgeMs">): Date {
  return new Date(startedAt.getTime() - minAgeMs);
}

export const findingOutcomes = ["open", "repaired", "skipped", "needs_person"] as const;
export type FindingOutcome = (typeof findingOutcomes)[number];

export interface NewFinding {
  kind: FindingKind;
  key: string;
  storageUploadId: string;
  objectKind: ObjectKind | null;
  expected: { size: number | null; etag: string | null; sha256: string | null };
  found: { size: number | null; etag: string | null; sha256: string | null };
  /** When the object was last written, or the upload in parts was begun. */
  modifiedAt: Date | null;
}

export interface Finding extends NewFinding {
  id: bigint;
  runId: InventoryRunId;
  outcome: FindingOutcome;
  note: OutcomeNote | null;
  settledAt: Date | null;
}

/** Why a finding was not repaired, and what a person can do. */
export const outcomeNotes = {
  changed: "It changed after it was found and was left alone. The next run looks again.",
  young: "It changed within the last day and was left alone. The next run looks again.",
  package_lost:
    "No good copy lies in quarantine. Restore the object from a backup, or ask the developer to upload the version again under a new version code.",
  screenshot_lost: "No good copy lies in quarantine. Ask the developer to upload the screenshot again.",
  icon_lost: "No good copy lies in quarantine. Ask the developer to upload the icon again.",
  version_unknown:
    "The ledger names a version that does not exist. Look at its history before you remove anything.",
  quarantine_damaged: "An object in quarantine is not what was put there. Look at it, then delete it there.",
  key_too_long: "Its key is too long to be moved to quarantine. Move or delete it by hand.",
  too_large: "It is larger than storage copies in one go. Move or delete it by hand.",
} as const;
export type OutcomeNote = keyof typeof outcomeNotes;

/** What approving a finding's repair leads to. */
export const repairs = [
  "quarantine",
  "drop_parts",
  "put_back",
  "rewrite_manifest",
  "rewrite_feed",
  "rewrite_stop",
  "rewrite_keys",
  "end_deltas",
  "forget",
  "none",
] as const;
export type Repair = (typeof repairs)[number];

const restoreOf = {
  // The bytes have served, or never will: what is left is a row.
  upload: "forget",
  package: "put_back",
  manifest: "rewrite_manifest",
  // They save bytes, and devices do without.
  contents: "end_deltas",
  delta: "end_deltas",
  stop: "rewrite_stop",
  icon: "put_back",
  screenshot: "put_back",
  feed: "rewrite_feed",
  device_keys: "rewrite_keys",
  quarantine: "forget",
} as const satisfies Record<ObjectKind, Repair>;

/** The repair for a finding; wrong objects are copied to quarantine before anything replaces them. */
export function repairOf({ kind, objectKind }: Pick<NewFinding, "kind" | "objectKind">): Repair {
  if (kind === "unjoined") return "drop_parts";
  if (kind === "orphan" || kind === "leftover") return "quarantine";
  if (objectKind === null) return "none";
  if (objectKind === "quarantine" && kind !== "missing") return "none";
  return restoreOf[objectKind];
}

export const quarantineStatuses = ["moving", "held", "put_back", "deleted"] as const;
export type QuarantineStatus = (typeof quarantineStatuses)[number];

export interface QuarantinedObject {
  id: QuarantineId;
  /** Where it lies. */
  key: string;
  runId: InventoryRunId;
  originalKey: string;
  reason: FindingKind;
  size: number;
  etag: string;
  contentType: string;
  cacheControl: string;
  status: QuarantineStatus;
  createdAt: Date;
  changedAt: Date;
  keptUntil: Date;
}
