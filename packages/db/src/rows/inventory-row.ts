import type {
  Finding,
  FindingKind,
  FindingOutcome,
  InventoryCounts,
  InventoryPhase,
  InventoryRun,
  InventoryRunId,
  InventoryStatus,
  ObjectKind,
  OutcomeNote,
  QuarantinedObject,
  QuarantineId,
  QuarantineStatus,
  UserId,
} from "@mosis/domain";
import type {
  InventoryFinding as FindingRow,
  QuarantinedObject as QuarantinedRow,
  InventoryRun as RunRow,
} from "../generated/client.ts";

const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));

export function toInventoryRun(row: RunRow): InventoryRun {
  return {
    ...row,
    id: row.id as InventoryRunId,
    startedBy: row.startedBy as UserId | null,
    approvedBy: row.approvedBy as UserId | null,
    status: row.status as InventoryStatus,
    phase: row.phase as InventoryPhase,
    minAgeMs: Number(row.minAgeMs),
    counts: row.counts as unknown as InventoryCounts,
    approvedKinds: row.approvedKinds as FindingKind[],
  };
}

export function toFinding(row: FindingRow): Finding {
  return {
    id: row.id,
    runId: row.runId as InventoryRunId,
    kind: row.kind as FindingKind,
    key: row.key,
    storageUploadId: row.storageUploadId,
    objectKind: row.objectKind as ObjectKind | null,
    expected: { size: numberOf(row.expectedSize), etag: row.expectedEtag, sha256: row.expectedSha256 },
    found: { size: numberOf(row.foundSize), etag: row.foundEtag, sha256: row.foundSha256 },
    modifiedAt: row.modifiedAt,
    outcome: row.outcome as FindingOutcome,
    note: row.note as OutcomeNote | null,
    settledAt: row.settledAt,
  };
}

export function toQuarantined(row: QuarantinedRow): QuarantinedObject {
  return {
    ...row,
    id: row.id as QuarantineId,
    runId: row.runId as InventoryRunId,
    reason: row.reason as FindingKind,
    size: Number(row.size),
    status: row.status as QuarantineStatus,
  };
}
