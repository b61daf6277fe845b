import { defaultCostSettings } from "../../cost-settings.ts";
import type { CostSettingsStore } from "../../ports/usage.ts";
import type { Access } from "./state.ts";

export function memoryCostSettingsStore({ read, write }: Access): CostSettingsStore {
  return {
    read: async () => read().costSettings ?? defaultCostSettings,
    save: (settings) =>
      write((state) => {
        state.costSettings = { ...settings };
      }),
  };
}
