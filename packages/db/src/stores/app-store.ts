import { type AppId, type AppStore, type DeveloperId, DomainError } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { changingAppColumns, toApp, toAppRow } from "../rows/app-row.ts";
import { visibleApps } from "../visibility.ts";

export function createAppStore({ prisma, inTransaction }: Connection): AppStore {
  return {
    async find(actor, id) {
      const row = await prisma.app.findFirst({ where: { AND: [{ id }, visibleApps(actor)] } });
      return row && toApp(row);
    },

    async findByPackageId(actor, packageId) {
      const row = await prisma.app.findFirst({ where: { packageId, ...visibleApps(actor) } });
      return row && toApp(row);
    },

    async create(app) {
      // The id is made of the package id: whichever of the two is there already, the name is taken.
      const { count } = await prisma.app.createMany({ data: toAppRow(app), skipDuplicates: true });
      if (count !== 1) throw new DomainError("package_id_taken");
    },

    async update(app) {
      await prisma.app.update({ where: { id: app.id }, data: changingAppColumns(app), select: { id: true } });
    },

    async ownersOf(ids) {
      const rows = await prisma.app.findMany({
        where: { id: { in: [...ids] } },
        select: { id: true, developerId: true },
      });
      return new Map(rows.map(({ id, developerId }) => [id as AppId, developerId as DeveloperId]));
    },

    async lock(id) {
      if (!inTransaction) throw new Error("an app can be locked inside a transaction only");
      // Holds up other decisions, but not rows that merely refer to the app.
      await prisma.$queryRaw`SELECT 1 AS held FROM apps WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    },
  };
}
