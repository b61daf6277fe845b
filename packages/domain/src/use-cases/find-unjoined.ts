import { cutoffOf, type InventoryRun, type NewFinding } from "../inventory.ts";
import type { UnjoinedMark } from "../ports/object-store.ts";
import type { Ports } from "../ports/ports.ts";
import type { InventoryStep } from "./compare-objects.ts";

/** Uploads in parts that storage lists, are old enough, and belong to no open upload of the store. */
export async function findListedUnjoined(
  { db, objects }: Ports,
  run: InventoryRun,
  limit: number,
): Promise<InventoryStep> {
  const after = run.cursor === "" ? null : (JSON.parse(run.cursor) as UnjoinedMark);
  const page = await objects.listUnjoined({ limit: Math.min(limit, 1_000), ...(after && { after }) });
  if (page === null) {
    return { findings: [], counts: { ...run.counts, listedUploads: null }, cursor: null, handled: 0 };
  }
  const cutoff = cutoffOf(run);
  const old = page.uploads.filter(({ startedAt }) => startedAt < cutoff);
  const open =
    old.length === 0
      ? new Set<string>()
      : await db.inventory.openUploadNames(old.map(({ storageUploadId }) => storageUploadId));
  const findings = old
    .filter(({ storageUploadId }) => !open.has(storageUploadId))
    .map((upload) => unjoined(upload, upload.startedAt));
  const last = page.uploads.at(-1);
  if (page.hasMore && !last) throw new Error("storage has more uploads in parts after a page without any");
  const counts = {
    ...run.counts,
    listedUploads: (run.counts.listedUploads ?? 0) + page.uploads.length,
    findings: run.counts.findings + findings.length,
  };
  const cursor =
    page.hasMore && last ? JSON.stringify({ key: last.key, storageUploadId: last.storageUploadId }) : null;
  return { findings, counts, cursor, handled: page.uploads.length };
}

/**
 * Uploads of the store's own that ended long ago without their parts having been seen to go. Where storage lists what
 * is unjoined, it has said what is true already.
 */
export async function findKnownUnjoined(
  { db }: Ports,
  run: InventoryRun,
  limit: number,
): Promise<InventoryStep> {
  if (run.counts.listedUploads !== null)
    return { findings: [], counts: run.counts, cursor: null, handled: 0 };
  const before = cutoffOf(run);
  const uploads = await db.inventory.listEndedInParts({ after: run.cursor, before, limit });
  const findings = uploads.map((upload) => unjoined(upload, upload.endedAt));
  return {
    findings,
    counts: { ...run.counts, findings: run.counts.findings + findings.length },
    cursor: uploads.length === limit ? (uploads.at(-1)?.id ?? null) : null,
    handled: uploads.length,
  };
}

function unjoined({ key, storageUploadId }: UnjoinedMark, modifiedAt: Date): NewFinding {
  const nothing = { size: null, etag: null, sha256: null };
  return {
    kind: "unjoined",
    key,
    storageUploadId,
    objectKind: null,
    expected: nothing,
    found: nothing,
    modifiedAt,
  };
}
