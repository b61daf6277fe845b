import type {
  AppId,
  DeveloperId,
  UploadId,
  UserId,
  ValidationStep,
  Version,
  VersionFinding,
  VersionId,
  VersionStatus,
} from "@mosis/domain";
import { Prisma, type Version as VersionRow } from "../generated/client.ts";

export function toVersion({
  contentFiles,
  contentBytes,
  stepChangedAt: _stepChangedAt,
  retentionClass: _retentionClass,
  retentionFrom: _retentionFrom,
  purgeAnnouncedAt: _purgeAnnouncedAt,
  ...row
}: VersionRow): Version {
  return {
    ...row,
    id: row.id as VersionId,
    appId: row.appId as AppId,
    developerId: row.developerId as DeveloperId,
    founderId: row.founderId as DeveloperId,
    uploadId: row.uploadId as UploadId,
    createdBy: row.createdBy as UserId,
    status: row.status as VersionStatus,
    step: row.step as ValidationStep | null,
    size: Number(row.size),
    manifest: row.manifest as Version["manifest"],
    findings: row.findings as unknown as VersionFinding[],
    contents:
      contentFiles === null || contentBytes === null
        ? null
        : { files: contentFiles, bytes: Number(contentBytes) },
    decidedBy: row.decidedBy as UserId | null,
  };
}

/** What may change after creation. A version code once claimed stays: null leaves the column alone. */
export function changingVersionColumns(version: Version) {
  return {
    status: version.status,
    statusChangedAt: version.statusChangedAt,
    step: version.step,
    attempt: version.attempt,
    versionCode: version.versionCode ?? undefined,
    manifest: version.manifest ?? Prisma.DbNull,
    findings: version.findings as unknown as Prisma.InputJsonArray,
    contentFiles: version.contents?.files ?? null,
    contentBytes: version.contents ? BigInt(version.contents.bytes) : null,
    submittedAt: version.submittedAt,
    decidedAt: version.decidedAt,
    decidedBy: version.decidedBy,
    decisionReason: version.decisionReason,
    publishedAt: version.publishedAt,
    onTrack: version.onTrack,
  } satisfies Prisma.VersionUpdateManyMutationInput;
}

export function toVersionRow(version: Version): Prisma.VersionCreateManyInput {
  return {
    id: version.id,
    appId: version.appId,
    developerId: version.developerId,
    founderId: version.founderId,
    uploadId: version.uploadId,
    createdBy: version.createdBy,
    fileName: version.fileName,
    size: BigInt(version.size),
    sha256: version.sha256,
    createdAt: version.createdAt,
    releaseNotes: version.releaseNotes,
    ...changingVersionColumns(version),
  };
}
