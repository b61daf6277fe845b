import { CostSettings, type CostSettingsStore, defaultCostSettings } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createCostSettingsStore({ prisma }: Connection): CostSettingsStore {
  return {
    async read() {
      const row = await prisma.costSettings.findUnique({ where: { id: 1 } });
      if (!row) return defaultCostSettings;
      const { priceList, freeAllowance, monthlyBudget } = row;
      return CostSettings.parse({
        priceList,
        freeAllowance,
        monthlyBudget: monthlyBudget === null ? null : Number(monthlyBudget),
      });
    },

    async save({ priceList, freeAllowance, monthlyBudget }, at) {
      const set = {
        priceList,
        freeAllowance,
        monthlyBudget: monthlyBudget === null ? null : BigInt(monthlyBudget),
        updatedAt: at,
      };
      await prisma.costSettings.upsert({ where: { id: 1 }, create: { id: 1, ...set }, update: set });
    },
  };
}
