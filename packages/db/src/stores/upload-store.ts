import { DomainError, type UploadStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { toUpload, toUploadRow } from "../rows/upload-row.ts";
import { visibleUploads } from "../visibility.ts";

export function createUploadStore({ prisma }: Connection): UploadStore {
  return {
    async find(actor, id) {
      const row = await prisma.upload.findFirst({ where: { id, ...visibleUploads(actor) } });
      return row && toUpload(row);
    },

    async create(upload) {
      await prisma.upload.create({ data: toUploadRow(upload), select: { id: true } });
    },

    async update({ id, status, statusChangedAt, etag }, from) {
      const { count } = await prisma.upload.updateMany({
        where: { id, status: from },
        data: { status, statusChangedAt, etag },
      });
      if (count !== 1) throw new DomainError("upload_state_conflict");
    },

    async listOverdue(at, limit) {
      const rows = await prisma.upload.findMany({
        where: { status: "open", expiresAt: { lte: at } },
        orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
        take: limit,
      });
      return rows.map(toUpload);
    },
  };
}
