import { DomainError, type IconStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { notifyChange } from "../notify.ts";
import { changingIconColumns, toIcon, toIconRow } from "../rows/icon-row.ts";
import { visibleIcons } from "../visibility.ts";

export function createIconStore({ prisma, atomically }: Connection): IconStore {
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

    update: (icon, from) =>
      atomically(async (tx) => {
        const { count } = await tx.icon.updateMany({
          where: { id: icon.id, status: from },
          data: changingIconColumns(icon),
        });
        if (count !== 1) throw new DomainError("icon_state_conflict");
        await notifyChange(tx, `icon:${icon.id}`);
      }),
  };
}
