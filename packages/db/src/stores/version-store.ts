import { DomainError, type VersionStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { notifyChange } from "../notify.ts";
import { changingVersionColumns, toVersion, toVersionRow } from "../rows/version-row.ts";
import { visibleVersions } from "../visibility.ts";

export function createVersionStore({ prisma, atomically }: Connection): VersionStore {
  return {
    async find(actor, id) {
      const row = await prisma.version.findFirst({ where: { id, ...visibleVersions(actor) } });
      return row && toVersion(row);
    },

    async findByUpload(actor, uploadId) {
      const row = await prisma.version.findFirst({ where: { uploadId, ...visibleVersions(actor) } });
      return row && toVersion(row);
    },

    async create(version) {
      await prisma.version.createMany({ data: toVersionRow(version) });
    },

    update: (version, from) =>
      atomically(async (tx) => {
        const { count } = await tx.version.updateMany({
          where: { id: version.id, status: from },
          data: changingVersionColumns(version),
        });
        if (count !== 1) throw new DomainError("version_state_conflict");
        await notifyChange(tx, `version:${version.id}`);
      }),

    async greatestCode(appId) {
      const { _max } = await prisma.version.aggregate({ where: { appId }, _max: { versionCode: true } });
      return _max.versionCode ?? 0;
    },

    async findLatestPublished(appId) {
      const row = await prisma.version.findFirst({
        where: { appId, status: "published" },
        orderBy: { versionCode: "desc" },
      });
      return row && toVersion(row);
    },
  };
}
