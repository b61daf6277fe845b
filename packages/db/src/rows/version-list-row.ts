import type { ValidationStep, VersionId, VersionListItem, VersionStatus } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

/** To be selected from `versions AS v`. Counts findings where they are stored: they can be long. */
export const versionListColumns = Prisma.sql`
  v.id AS "versionId", v.status, v.step, v.version_code AS "versionCode", v.file_name AS "fileName", v.size,
  v.created_at AS "createdAt", v.status_changed_at AS "statusChangedAt", v.manifest->>'version' AS "versionName",
  ${findingCount("error")} AS errors, ${findingCount("warning")} AS warnings`;

export function findingCount(severity: "error" | "warning"): Prisma.Sql {
  return Prisma.sql`(
    SELECT count(*)::int FROM jsonb_array_elements(v.findings) f WHERE f->>'severity' = ${severity}
  )`;
}

export interface VersionListRow {
  versionId: string;
  status: string;
  step: string | null;
  versionCode: number | null;
  fileName: string;
  size: bigint;
  createdAt: Date;
  statusChangedAt: Date;
  versionName: string | null;
  errors: number;
  warnings: number;
}

export function toVersionListItem(row: VersionListRow): VersionListItem {
  return {
    id: row.versionId as VersionId,
    status: row.status as VersionStatus,
    step: row.step as ValidationStep | null,
    versionCode: row.versionCode,
    fileName: row.fileName,
    size: Number(row.size),
    createdAt: row.createdAt,
    statusChangedAt: row.statusChangedAt,
    versionName: row.versionName,
    errors: row.errors,
    warnings: row.warnings,
  };
}
