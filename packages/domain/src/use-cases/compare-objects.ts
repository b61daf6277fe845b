import { isDomainError } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import {
  cutoffOf,
  type InventoryCounts,
  type InventoryRun,
  isSampled,
  isYoung,
  judge,
  type LedgerEntry,
  type NewFinding,
  type Pair,
  pairUp,
} from "../inventory.ts";
import { compareKeys } from "../key-order.ts";
import { addressOf } from "../object-keys.ts";
import type { ListedObject } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import { ReadAhead } from "../read-ahead.ts";

/** What one step of a run came to. */
export interface InventoryStep {
  findings: NewFinding[];
  counts: InventoryCounts;
  /** The last key of it; null at the end of the phase. */
  cursor: string | null;
  /** Keys that were handled. */
  handled: number;
}

/** Questions to storage at the same time, about single objects. */
const statsAtOnce = 8;
/** Bytes read for hashing in one step, beyond which the next object waits for the next step. */
const sampledBytesInStep = 256_000_000;

/** Bucket and ledger side by side from the run's cursor on: two pages of each at most are held. */
export function compareObjects(
  { db, objects }: Ports,
  start: InventoryRun,
  { pageKeys, signal }: { pageKeys: number; signal?: AbortSignal | undefined },
): (run: InventoryRun) => Promise<InventoryStep> {
  const cutoff = cutoffOf(start);
  const bucket = new ReadAhead<ListedObject>(start.cursor, async (after) => {
    const page = await objects.list({ after, limit: Math.min(pageKeys, 1_000) });
    return { items: page.objects, hasMore: page.hasMore };
  });
  const ledger = new ReadAhead<LedgerEntry>(start.cursor, async (after) => {
    const items = await db.inventory.readLedger({ after, limit: pageKeys });
    return { items, hasMore: items.length === pageKeys };
  });

  return async (run) => {
    await Promise.all([bucket.fill(), ledger.fill()]);
    const horizons = [bucket.horizon, ledger.horizon].filter((key) => key !== null);
    const bound = horizons.length === 0 ? null : leastOf(horizons);
    const all = [...pairUp(ledger.upTo(bound), bucket.upTo(bound))];
    const { pairs, sampled } = withinBudget(all, run, cutoff);
    const cursor = pairs.length < all.length ? (pairs.at(-1)?.key ?? null) : bound;

    const counts = { ...run.counts };
    const suspects: string[] = [];
    for (const { key, row, object } of pairs) {
      if (row) counts.rows += 1;
      if (object) {
        counts.objects += 1;
        counts.bytes += object.size;
      }
      if (judge(row, object) === null) continue;
      if (isYoung({ row, object }, cutoff)) counts.young += 1;
      else suspects.push(key);
    }
    const findings = await confirm({ db, objects }, suspects, cutoff);
    for (const { row, object } of sampled) {
      signal?.throwIfAborted();
      const finding = await checkHash({ db, objects }, row, object, { cutoff, signal });
      counts.sampled += 1;
      counts.sampledBytes += object.size;
      if (finding) findings.push(finding);
    }
    counts.findings += findings.length;
    bucket.drop(cursor);
    ledger.drop(cursor);
    return { findings, counts, cursor, handled: pairs.length };
  };
}

type SamplePair = { row: LedgerEntry; object: ListedObject };

function leastOf(keys: readonly string[]): string {
  return keys.reduce((least, key) => (compareKeys(key, least) < 0 ? key : least));
}

/** The pairs up to where hashing would take too long for one step, and which of them are read to the end. */
function withinBudget(
  pairs: readonly Pair[],
  run: InventoryRun,
  cutoff: Date,
): { pairs: readonly Pair[]; sampled: SamplePair[] } {
  const sampled: SamplePair[] = [];
  let bytes = 0;
  for (const [at, { key, row, object }] of pairs.entries()) {
    if (row?.kind !== "package" || row.sha256 === null || !object) continue;
    if (judge(row, object) !== null || isYoung({ row, object }, cutoff)) continue;
    if (row.status !== "stored" || !isSampled(run.id, key, run.sampleShare)) continue;
    bytes += object.size;
    if (sampled.length > 0 && bytes > sampledBytesInStep) return { pairs: pairs.slice(0, at), sampled };
    sampled.push({ row, object });
  }
  return { pairs, sampled };
}

/**
 * Looks again at what seems wrong: rows first, then the objects, so that what has come in between is seen on both
 * sides. Only what is wrong still, and old enough, becomes a finding.
 */
async function confirm(
  { db, objects }: Pick<Ports, "db" | "objects">,
  keys: readonly string[],
  cutoff: Date,
): Promise<NewFinding[]> {
  if (keys.length === 0) return [];
  const rows = new Map((await db.inventory.readRows(keys)).map((row) => [row.key, row]));
  const found = await inParallel(keys, statsAtOnce, async (key) => {
    const object = await objects.stat(key);
    const row = rows.get(key) ?? null;
    return isYoung({ row, object }, cutoff) ? null : findingOf(key, row, object);
  });
  return found.filter((finding) => finding !== null);
}

function findingOf(key: string, row: LedgerEntry | null, object: ListedObject | null): NewFinding | null {
  const kind = judge(row, object);
  if (kind === null) return null;
  const isStray = kind === "orphan" || kind === "leftover";
  return {
    kind,
    key,
    storageUploadId: "",
    objectKind: row && !isStray ? row.kind : (addressOf(key)?.kind ?? null),
    expected: {
      size: isStray ? null : (row?.size ?? null),
      etag: isStray ? null : (row?.etag ?? null),
      sha256: isStray ? null : (row?.sha256 ?? null),
    },
    found: { size: object?.size ?? null, etag: object?.etag ?? null, sha256: null },
    modifiedAt: object?.modifiedAt ?? null,
  };
}

/** Reads an object to the end; null when it holds what the ledger says, or has changed since it was listed. */
async function checkHash(
  { db, objects }: Pick<Ports, "db" | "objects">,
  row: LedgerEntry,
  object: ListedObject,
  { cutoff, signal }: { cutoff: Date; signal: AbortSignal | undefined },
): Promise<NewFinding | null> {
  let sha256: string;
  try {
    sha256 = await objects.digest(row.key, { etag: object.etag, ...(signal && { signal }) });
  } catch (error) {
    if (isDomainError(error, "object_missing") || isDomainError(error, "object_changed")) return null;
    throw error;
  }
  if (sha256 === row.sha256) return null;
  const [now] = await db.inventory.readRows([row.key]);
  if (now?.status !== "stored" || now.sha256 !== row.sha256 || now.updatedAt >= cutoff) return null;
  return {
    kind: "wrong_hash",
    key: row.key,
    storageUploadId: "",
    objectKind: row.kind,
    expected: { size: row.size, etag: row.etag, sha256: row.sha256 },
    found: { size: object.size, etag: object.etag, sha256 },
    modifiedAt: object.modifiedAt,
  };
}
