import type { StoreSettingsStore } from "../../ports/screenshots.ts";
import { defaultStoreSettings } from "../../store-settings.ts";
import type { Access } from "./state.ts";

export function memoryStoreSettingsStore({ read, write }: Access): StoreSettingsStore {
  return {
    read: async () => read().storeSettings ?? defaultStoreSettings,
    save: (settings) =>
      write((state) => {
        state.storeSettings = { ...settings };
      }),
  };
}
