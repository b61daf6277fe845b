import type {
  AppId,
  AppTransfer,
  AppTransferId,
  DeveloperId,
  TransferStatus,
  TransferStore,
  UserId,
} from "@mosis/domain";
import type { Connection } from "../connection.ts";
import type { AppTransfer as AppTransferRow } from "../generated/client.ts";
import { type AppHeadRow, appHeadColumns, toAppHead } from "../rows/app-row.ts";

/** The hash stays behind: it is for looking up, and nothing else. */
function toTransfer(row: Omit<AppTransferRow, "hash">): AppTransfer {
  return {
    id: row.id as AppTransferId,
    appId: row.appId as AppId,
    fromDeveloperId: row.fromDeveloperId as DeveloperId,
    offeredBy: row.offeredBy as UserId,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    status: row.status as TransferStatus,
    toDeveloperId: row.toDeveloperId as DeveloperId | null,
    endedAt: row.endedAt,
  };
}

type OfferRow = Omit<AppTransferRow, "hash"> &
  AppHeadRow & { fromName: string; versions: bigint; storedBytes: bigint };

export function createTransferStore({ prisma, inTransaction, atomically }: Connection): TransferStore {
  return {
    async create(transfer, hash) {
      return atomically(async (tx) => {
        await tx.appTransfer.updateMany({
          where: { appId: transfer.appId, status: "open", expiresAt: { lte: transfer.createdAt } },
          data: { status: "called_off", endedAt: transfer.createdAt },
        });
        // Only another open offer of the app can be in the way.
        const { count } = await tx.appTransfer.createMany({
          data: { ...transfer, hash },
          skipDuplicates: true,
        });
        return count === 1;
      });
    },

    async findOpen(appId) {
      const row = await prisma.appTransfer.findFirst({ where: { appId, status: "open" } });
      return row && toTransfer(row);
    },

    async findByHash(hash) {
      const [row] = await prisma.$queryRaw<OfferRow[]>`
        SELECT t.id, t.from_developer_id AS "fromDeveloperId", t.offered_by AS "offeredBy",
          t.created_at AS "createdAt", t.expires_at AS "expiresAt", t.status, t.to_developer_id AS "toDeveloperId",
          t.ended_at AS "endedAt", ${appHeadColumns}, d.name AS "fromName",
          (SELECT count(*) FROM versions v WHERE v.app_id = a.id) AS versions,
          (SELECT coalesce(sum(o.size), 0)::bigint FROM objects o
            WHERE o.app_id = a.id AND o.status = 'stored' AND o.kind <> 'upload') AS "storedBytes"
        FROM app_transfers t JOIN apps a ON a.id = t.app_id JOIN developers d ON d.id = t.from_developer_id
        WHERE t.hash = ${hash}`;
      if (!row) return null;
      const transfer = toTransfer(row);
      return {
        ...transfer,
        app: toAppHead(row),
        from: { id: transfer.fromDeveloperId, name: row.fromName },
        versions: Number(row.versions),
        storedBytes: Number(row.storedBytes),
      };
    },

    async end(id, { status, to, at }) {
      const { count } = await prisma.appTransfer.updateMany({
        where: { id, status: "open" },
        data: { status, toDeveloperId: to, endedAt: at },
      });
      return count === 1;
    },

    async handOver(appId, { from, to }) {
      if (!inTransaction) throw new Error("an app can be handed over inside a transaction only");
      // Stronger than the lock of decisions: whoever announces an object, or adds a row of the app's, waits as well.
      const [app] = await prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM apps WHERE id = ${appId}::uuid AND developer_id = ${from}::uuid FOR UPDATE`;
      if (!app) return false;
      const owner = { where: { appId }, data: { developerId: to } };
      await prisma.app.update({ where: { id: appId }, data: { developerId: to }, select: { id: true } });
      // Uploads first: whoever completes one holds its row before they make anything of it, and the statements after
      // this one see what they made.
      await prisma.upload.updateMany(owner);
      await prisma.version.updateMany(owner);
      await prisma.icon.updateMany(owner);
      await prisma.screenshot.updateMany(owner);
      await prisma.storedObject.updateMany(owner);
      return true;
    },
  };
}
