import type { AlertRow, AlertStore } from "../../ports/alerts.ts";
import type { Access } from "./state.ts";

export function memoryAlertStore({ read, write }: Access): AlertStore {
  return {
    hold: async () => structuredClone(read().alerts),

    save: (name, { state: seen }) =>
      write(({ alerts }) => {
        alerts.set(name, { state: { ...seen }, limits: alerts.get(name)?.limits ?? null });
      }),

    saveLimits: (name, limits, _by, at) =>
      write(({ alerts }) => {
        const state: AlertRow["state"] = { status: "quiet", since: at, lastAboveAt: null, value: null };
        alerts.set(name, { state: alerts.get(name)?.state ?? state, limits: { ...limits } });
      }),

    openEpisode: (episode) =>
      write(({ alertEpisodes }) => {
        const isOpen = [...alertEpisodes.values()].some(
          ({ alert, clearedAt }) => alert === episode.alert && clearedAt === null,
        );
        if (isOpen) throw new Error(`${episode.alert} fires already`);
        alertEpisodes.set(episode.id, { ...structuredClone(episode), clearedAt: null });
      }),

    updateEpisode: (alert, { value, clearedAt }) =>
      write(({ alertEpisodes }) => {
        const open = [...alertEpisodes.values()].find((one) => one.alert === alert && one.clearedAt === null);
        if (open) alertEpisodes.set(open.id, { ...open, clearedAt, peak: Math.max(open.peak, value ?? 0) });
      }),
  };
}
