import type { FileListStatus, FileListStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";

/** Rows in one statement: five arrays of them are a few megabytes. */
const rowsAtOnce = 10_000;

export function createFileListStore({ prisma, atomically }: Connection): FileListStore {
  return {
    write: (versionId, files) =>
      atomically(async (tx) => {
        // Held from here on, so that of two who write the list at once one waits.
        await tx.$executeRaw`
          INSERT INTO file_lists (version_id, status) VALUES (${versionId}::uuid, 'listed')
          ON CONFLICT (version_id) DO UPDATE SET status = 'listed', changed_at = now()`;
        await tx.$executeRaw`DELETE FROM package_files WHERE version_id = ${versionId}::uuid`;
        for (let at = 0; at < files.length; at += rowsAtOnce) {
          const part = files.slice(at, at + rowsAtOnce);
          await tx.$executeRaw`
            INSERT INTO package_files
              (version_id, path, size, compressed_size, data_offset, is_deflated, sha256)
            SELECT ${versionId}::uuid, * FROM unnest(
              ${part.map(({ path }) => path)}::text[], ${part.map(({ size }) => BigInt(size))}::bigint[],
              ${part.map(({ compressedSize }) => BigInt(compressedSize))}::bigint[],
              ${part.map(({ dataOffset }) => BigInt(dataOffset))}::bigint[],
              ${part.map(({ isDeflated }) => isDeflated)}::boolean[], ${part.map(({ sha256 }) => sha256)}::text[])`;
        }
      }),

    async status(versionId) {
      const row = await prisma.fileList.findUnique({ where: { versionId } });
      return (row?.status as FileListStatus | undefined) ?? null;
    },

    async want(versionId) {
      const { count } = await prisma.fileList.createMany({
        data: { versionId, status: "listing" },
        skipDuplicates: true,
      });
      return count === 1;
    },

    async settle(versionId, status) {
      await prisma.fileList.updateMany({
        where: { versionId, status: { not: "listed" } },
        data: { status, changedAt: new Date() },
      });
    },

    async find(versionId, path) {
      const row = await prisma.packageFile.findUnique({ where: { versionId_path: { versionId, path } } });
      return (
        row && {
          path: row.path,
          size: Number(row.size),
          compressedSize: Number(row.compressedSize),
          dataOffset: Number(row.dataOffset),
          isDeflated: row.isDeflated,
          sha256: row.sha256,
        }
      );
    },

    async forget(versionIds) {
      await prisma.$executeRaw`DELETE FROM file_lists WHERE version_id = ANY(${[...versionIds]}::uuid[])`;
    },
  };
}
