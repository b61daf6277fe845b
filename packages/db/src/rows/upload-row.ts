import type { AppId, DeveloperId, Upload, UploadId, UploadKind, UploadStatus, UserId } from "@mosis/domain";
import type { Upload as UploadRow } from "../generated/client.ts";

export function toUpload(row: UploadRow): Upload {
  return {
    ...row,
    id: row.id as UploadId,
    appId: row.appId as AppId,
    developerId: row.developerId as DeveloperId,
    createdBy: row.createdBy as UserId,
    kind: row.kind as UploadKind,
    size: Number(row.size),
    status: row.status as UploadStatus,
  };
}

export function toUploadRow(upload: Upload): UploadRow {
  return {
    id: upload.id,
    appId: upload.appId,
    developerId: upload.developerId,
    createdBy: upload.createdBy,
    kind: upload.kind,
    fileName: upload.fileName,
    size: BigInt(upload.size),
    sha256: upload.sha256,
    status: upload.status,
    statusChangedAt: upload.statusChangedAt,
    etag: upload.etag,
    partSize: upload.partSize,
    storageUploadId: upload.storageUploadId,
    createdAt: upload.createdAt,
    expiresAt: upload.expiresAt,
  };
}
