import { DomainError, type VersionStore, versionsDescribed } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { changingVersionColumns, toVersion, toVersionRow } from "../rows/version-row.ts";
import { visibleVersions } from "../visibility.ts";

export function createVersionStore({ prisma }: Connection): VersionStore {
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

    async begin(id) {
      const [row] = await prisma.version.updateManyAndReturn({
        where: { id, status: "validating" },
        data: { attempt: { increment: 1 }, step: "reading" },
      });
      return row ? toVersion(row) : null;
    },

    // A trigger tells of the change and notes the sign of life.
    async update(version, { status, attempt, purgedAt }) {
      const { count } = await prisma.version.updateMany({
        where: { id: version.id, status, attempt, purgedAt },
        data: changingVersionColumns(version),
      });
      if (count !== 1) throw new DomainError("version_state_conflict");
    },

    async describe(id, releaseNotes) {
      const { count } = await prisma.version.updateMany({
        where: { id, status: { in: [...versionsDescribed] } },
        data: { releaseNotes },
      });
      return count === 1;
    },

    async greatestCode(appId) {
      const { _max } = await prisma.version.aggregate({ where: { appId }, _max: { versionCode: true } });
      return _max.versionCode ?? 0;
    },
  };
}
