import type { QuotaStore } from "../../ports/stores.ts";
import { dayMs, defaultQuota } from "../../quota.ts";
import type { Access } from "./state.ts";

export function memoryQuotaStore({ inTransaction, read, write }: Access): QuotaStore {
  return {
    async hold(id) {
      // Transactions run one after the other: there is nobody to hold up.
      if (!inTransaction) throw new Error("a quota can be held inside a transaction only");
      return { ...defaultQuota, ...read().quotas.get(id) };
    },

    async usage(id, at) {
      const { objects, uploads } = read();
      const own = [...uploads.values()].filter(({ developerId }) => developerId === id);
      const reserved = own.filter(({ status }) => status === "open" || status === "completed");
      const stored = [...objects.values()].filter(
        ({ developerId, status, kind }) => developerId === id && status === "stored" && kind !== "upload",
      );
      return {
        storedBytes: [...reserved, ...stored].reduce((sum, { size }) => sum + (size ?? 0), 0),
        openUploads: own.filter(({ status }) => status === "open").length,
        dailyUploads: own.filter(({ createdAt }) => createdAt.getTime() > at.getTime() - dayMs).length,
      };
    },

    set: (id, limits) =>
      write(({ developers, quotas }) => {
        if (!developers.has(id)) return false;
        const set = Object.entries({ ...quotas.get(id), ...limits }).filter(([, limit]) => limit !== null);
        quotas.set(id, Object.fromEntries(set));
        return true;
      }),
  };
}
