import type { AppId, DeveloperId, ObjectKind, ObjectStatus, StoredObject } from "@mosis/domain";
import type { StoredObject as StoredObjectRow } from "../generated/client.ts";

export function toStoredObject(row: StoredObjectRow): StoredObject {
  return {
    ...row,
    kind: row.kind as ObjectKind,
    appId: row.appId as AppId | null,
    developerId: row.developerId as DeveloperId | null,
    status: row.status as ObjectStatus,
    size: row.size === null ? null : Number(row.size),
  };
}
