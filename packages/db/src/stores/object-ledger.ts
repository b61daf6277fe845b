import { type ObjectLedger, type ObjectStatus, objectStatuses, objectTransitions } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import type { Prisma } from "../generated/client.ts";
import { toStoredObject } from "../rows/stored-object-row.ts";

/** The statuses from which the life cycle leads to `to`. */
function before(to: ObjectStatus): ObjectStatus[] {
  return objectStatuses.filter((from) => (objectTransitions[from] as readonly ObjectStatus[]).includes(to));
}

export function createObjectLedger({ prisma }: Connection): ObjectLedger {
  /** Moves the row if its life cycle allows that; else gives the status it stands at, null without a row. */
  async function move(
    key: string,
    to: ObjectStatus,
    at: Date,
    set: Prisma.StoredObjectUpdateManyMutationInput = {},
  ): Promise<ObjectStatus | null> {
    const { count } = await prisma.storedObject.updateMany({
      where: { key, status: { in: before(to) } },
      data: { ...set, status: to, updatedAt: at },
    });
    if (count === 1) return to;
    const row = await prisma.storedObject.findUnique({ where: { key }, select: { status: true } });
    return row && (row.status as ObjectStatus);
  }

  return {
    async find(key) {
      const row = await prisma.storedObject.findUnique({ where: { key } });
      return row && toStoredObject(row);
    },

    async expect({ key, kind, appId, at }) {
      // Waits for a transfer of the app that is under way, which moves what it finds here.
      const [row] = await prisma.$queryRaw<{ status: ObjectStatus }[]>`
        INSERT INTO objects AS o (key, kind, app_id, developer_id, status, created_at, updated_at)
        VALUES (${key}, ${kind}, ${appId}::uuid,
          (SELECT developer_id FROM apps WHERE id = ${appId}::uuid FOR KEY SHARE), 'pending',
          ${at}::timestamptz, ${at}::timestamptz)
        ON CONFLICT (key) DO UPDATE SET
          kind = CASE WHEN o.status = 'deleted' THEN excluded.kind ELSE o.kind END,
          app_id = CASE WHEN o.status = 'deleted' THEN excluded.app_id ELSE o.app_id END,
          developer_id = CASE WHEN o.status = 'deleted' THEN excluded.developer_id ELSE o.developer_id END,
          status = CASE WHEN o.status = 'deleted' THEN 'pending' ELSE o.status END,
          size = CASE WHEN o.status = 'deleted' THEN NULL ELSE o.size END,
          etag = CASE WHEN o.status = 'deleted' THEN NULL ELSE o.etag END,
          sha256 = CASE WHEN o.status = 'deleted' THEN NULL ELSE o.sha256 END,
          updated_at = CASE WHEN o.status = 'deleted' THEN excluded.updated_at ELSE o.updated_at END
        RETURNING status`;
      if (row?.status === "deleting")
        throw new Error(`object ${key} cannot be announced: it is being deleted`);
    },

    async stored({ key, size, etag, sha256, at }) {
      const status = await move(key, "stored", at, { size: BigInt(size), etag, sha256 });
      if (status !== "stored")
        throw new Error(`object ${key} cannot be stored: it is ${status ?? "not announced"}`);
    },

    async deleting(keys, at) {
      const rows = await prisma.storedObject.updateManyAndReturn({
        where: { key: { in: [...keys] }, status: { in: before("deleting") } },
        data: { status: "deleting", updatedAt: at },
        select: { key: true },
      });
      return rows.map(({ key }) => key);
    },

    async deleted(key, at) {
      const status = await move(key, "deleted", at);
      if (status === "pending" || status === "stored") {
        throw new Error(`object ${key} cannot be noted as deleted: it is ${status}`);
      }
    },

    async listOldFeeds(since, limit) {
      const rows = await prisma.storedObject.findMany({
        where: { kind: "feed", status: "stored", updatedAt: { lt: since } },
        orderBy: [{ updatedAt: "asc" }, { key: "asc" }],
        take: limit,
        select: { key: true },
      });
      return rows.map(({ key }) => key);
    },
  };
}
