import type { AppId, DeveloperId, Icon, IconId, IconRefusal, IconStatus, UploadId } from "@mosis/domain";
import { type Icon as IconRow, Prisma } from "../generated/client.ts";

export function toIcon({ stepChangedAt: _, ...row }: IconRow): Icon {
  return {
    ...row,
    id: row.id as IconId,
    appId: row.appId as AppId,
    developerId: row.developerId as DeveloperId,
    uploadId: row.uploadId as UploadId,
    status: row.status as IconStatus,
    refusal: row.refusal as unknown as IconRefusal | null,
  };
}

/** What may change after creation. */
export function changingIconColumns(icon: Icon) {
  return {
    status: icon.status,
    statusChangedAt: icon.statusChangedAt,
    refusal: icon.refusal ? { ...icon.refusal } : Prisma.DbNull,
    contentHash: icon.contentHash,
    attempt: icon.attempt,
  } satisfies Prisma.IconUpdateManyMutationInput;
}

export function toIconRow(icon: Icon): Prisma.IconCreateManyInput {
  return {
    id: icon.id,
    appId: icon.appId,
    developerId: icon.developerId,
    uploadId: icon.uploadId,
    createdAt: icon.createdAt,
    ...changingIconColumns(icon),
  };
}
