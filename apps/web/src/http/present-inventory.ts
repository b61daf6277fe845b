import {
  type Finding,
  type FindingCount,
  type InventoryRun,
  outcomeNotes,
  type QuarantinedObject,
  repairOf,
  severityOf,
} from "@mosis/domain";

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export function presentInventoryRun(run: InventoryRun) {
  const { counts } = run;
  return {
    id: run.id,
    status: run.status,
    phase: run.phase,
    started_by: run.startedBy,
    started_at: run.startedAt.toISOString(),
    finished_at: iso(run.finishedAt),
    objects: counts.objects,
    bytes: counts.bytes,
    rows: counts.rows,
    young: counts.young,
    hashed: counts.sampled,
    hashed_bytes: counts.sampledBytes,
    /** Null where storage cannot list uploads in parts. */
    listed_uploads: counts.listedUploads,
    findings: counts.findings,
    approved_kinds: run.approvedKinds,
    approved_at: iso(run.approvedAt),
    repaired_at: iso(run.repairedAt),
  };
}

export function presentFindingCount({ kind, objectKind, outcome, count, bytes }: FindingCount) {
  return { kind, object_kind: objectKind, outcome, count, bytes };
}

export function presentFinding(finding: Finding) {
  return {
    kind: finding.kind,
    severity: severityOf[finding.kind],
    key: finding.key,
    storage_upload_id: finding.storageUploadId || null,
    object_kind: finding.objectKind,
    expected: finding.expected,
    found: finding.found,
    modified_at: iso(finding.modifiedAt),
    repair: repairOf(finding),
    outcome: finding.outcome,
    note: finding.note && outcomeNotes[finding.note],
    settled_at: iso(finding.settledAt),
  };
}

export function presentQuarantined(kept: QuarantinedObject) {
  return {
    id: kept.id,
    key: kept.key,
    original_key: kept.originalKey,
    run_id: kept.runId,
    reason: kept.reason,
    size: kept.size,
    quarantined_at: kept.createdAt.toISOString(),
    deleted_after: kept.keptUntil.toISOString(),
  };
}
