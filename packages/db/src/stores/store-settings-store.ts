import { defaultStoreSettings, StoreSettings, type StoreSettingsStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";

export function createStoreSettingsStore({ prisma }: Connection): StoreSettingsStore {
  return {
    async read() {
      const row = await prisma.storeSettings.findUnique({ where: { id: 1 } });
      return row
        ? StoreSettings.parse({ requiredScreenshots: row.requiredScreenshots })
        : defaultStoreSettings;
    },

    async save({ requiredScreenshots }, at) {
      const set = { requiredScreenshots, updatedAt: at };
      await prisma.storeSettings.upsert({ where: { id: 1 }, create: { id: 1, ...set }, update: set });
    },
  };
}
