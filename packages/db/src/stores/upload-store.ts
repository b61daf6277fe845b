import { DomainError, type UploadStore, versionsThatCount } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { toUpload, toUploadRow } from "../rows/upload-row.ts";
import { visibleUploads } from "../visibility.ts";

export function createUploadStore({ prisma, atomically }: Connection): UploadStore {
  return {
    async find(actor, id) {
      const row = await prisma.upload.findFirst({ where: { id, ...visibleUploads(actor) } });
      return row && toUpload(row);
    },

    async findTwin({ appId, kind, size, sha256 }) {
      const row = await prisma.upload.findFirst({
        where: {
          appId,
          kind,
          size,
          sha256,
          OR: [{ status: "open" }, { version: { status: { in: [...versionsThatCount] } } }],
        },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      });
      return row && toUpload(row);
    },

    async create(upload) {
      // Only an open twin can be in the way.
      const { count } = await prisma.upload.createMany({ data: toUploadRow(upload), skipDuplicates: true });
      if (count !== 1) throw new DomainError("upload_state_conflict");
    },

    async update({ id, status, statusChangedAt, etag }, from) {
      const { count } = await prisma.upload.updateMany({
        where: { id, status: from },
        data: { status, statusChangedAt, etag },
      });
      if (count !== 1) throw new DomainError("upload_state_conflict");
    },

    async beginParts(id, storageUploadId) {
      const [row] = await prisma.$queryRaw<{ standing: string }[]>`
        UPDATE uploads SET storage_upload_id = coalesce(storage_upload_id, ${storageUploadId})
        WHERE id = ${id}::uuid AND status = 'open'
        RETURNING storage_upload_id AS standing`;
      return row?.standing ?? null;
    },

    async noteParts(id, parts, expiresAt) {
      const rows = await prisma.$queryRaw<unknown[]>`
        WITH alive AS (
          UPDATE uploads SET expires_at = ${expiresAt}::timestamptz
          WHERE id = ${id}::uuid AND status = 'open'
          RETURNING id
        ), noted AS (
          INSERT INTO upload_parts (upload_id, number, etag)
          SELECT DISTINCT ON (part.number) alive.id, part.number, part.etag
          FROM alive, unnest(${parts.map(({ number }) => number)}::int[], ${parts.map(({ etag }) => etag)}::text[])
            WITH ORDINALITY AS part (number, etag, place)
          ORDER BY part.number, part.place DESC
          ON CONFLICT (upload_id, number) DO UPDATE SET etag = excluded.etag
        )
        SELECT id FROM alive`;
      return rows.length === 1;
    },

    async listParts(id) {
      return prisma.uploadPart.findMany({
        where: { uploadId: id },
        select: { number: true, etag: true },
        orderBy: { number: "asc" },
      });
    },

    async forgetParts(id) {
      await atomically(async (tx) => {
        const { count } = await tx.upload.updateMany({
          where: { id, status: "open" },
          data: { storageUploadId: null },
        });
        if (count === 1) await tx.uploadPart.deleteMany({ where: { uploadId: id } });
      });
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
