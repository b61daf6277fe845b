import { DomainError, type IconStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { changingIconColumns, toIcon, toIconRow } from "../rows/icon-row.ts";
import { visibleIcons } from "../visibility.ts";

export function createIconStore({ prisma }: Connection): IconStore {
  return {
    async find(actor, id) {
      const row = await prisma.icon.findFirst({ where: { id, ...visibleIcons(actor) } });
      return row && toIcon(row);
    },

    async findByUpload(actor, uploadId) {
      const row = await prisma.icon.findFirst({ where: { uploadId, ...visibleIcons(actor) } });
      return row && toIcon(row);
    },

    async create(icon) {
      await prisma.icon.createMany({ data: toIconRow(icon) });
    },

    async hasNewer({ appId, createdAt }) {
      const newer = await prisma.icon.findFirst({
        where: { appId, status: { not: "refused" }, createdAt: { gt: createdAt } },
        select: { id: true },
      });
      return newer !== null;
    },

    async begin(id) {
      const [row] = await prisma.icon.updateManyAndReturn({
        where: { id, status: "rendering" },
        data: { attempt: { increment: 1 } },
      });
      return row ? toIcon(row) : null;
    },

    // A trigger tells of the change and notes the sign of life.
    async update(icon, { status, attempt }) {
      const { count } = await prisma.icon.updateMany({
        where: { id: icon.id, status, attempt },
        data: changingIconColumns(icon),
      });
      if (count !== 1) throw new DomainError("icon_state_conflict");
    },
  };
}
