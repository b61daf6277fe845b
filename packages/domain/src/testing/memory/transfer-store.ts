import type { TransferStore } from "../../ports/transfers.ts";
import { headOf } from "./queries.ts";
import { type Access, copyOf } from "./state.ts";

export function memoryTransferStore({ read, write }: Access): TransferStore {
  return {
    create: (transfer, hash) =>
      write(({ transfers }) => {
        const open = [...transfers.values()].find(
          ({ appId, status }) => appId === transfer.appId && status === "open",
        );
        if (open && open.expiresAt > transfer.createdAt) return false;
        if (open) transfers.set(open.id, { ...open, status: "called_off", endedAt: transfer.createdAt });
        transfers.set(transfer.id, { ...structuredClone(transfer), hash });
        return true;
      }),

    async findOpen(id) {
      const row = [...read().transfers.values()].find(
        ({ appId, status }) => appId === id && status === "open",
      );
      if (!row) return null;
      const { hash: _, ...transfer } = row;
      return copyOf(transfer);
    },

    async findByHash(hash) {
      const state = read();
      const row = [...state.transfers.values()].find((one) => one.hash === hash);
      const app = row && state.apps.get(row.appId);
      if (!app) return null;
      const { hash: _, ...transfer } = row;
      const held = [...state.objects.values()].filter(
        ({ appId, status, kind }) => appId === app.id && status === "stored" && kind !== "upload",
      );
      return structuredClone({
        ...transfer,
        app: headOf(app),
        from: { id: transfer.fromDeveloperId, name: state.developers.get(transfer.fromDeveloperId) ?? "" },
        versions: [...state.versions.values()].filter(({ appId }) => appId === app.id).length,
        storedBytes: held.reduce((sum, { size }) => sum + (size ?? 0), 0),
      });
    },

    end: (id, { status, to, at }) =>
      write(({ transfers }) => {
        const known = transfers.get(id);
        if (known?.status !== "open") return false;
        transfers.set(id, { ...known, status, toDeveloperId: to, endedAt: at });
        return true;
      }),

    handOver: (appId, { from, to }) =>
      write(({ apps, uploads, versions, icons, screenshots, objects }) => {
        const app = apps.get(appId);
        if (app?.developerId !== from) return false;
        apps.set(appId, { ...app, developerId: to });
        const give = <Row extends { appId: unknown }>(rows: Map<string, Row>) => {
          for (const [key, row] of rows) if (row.appId === appId) rows.set(key, { ...row, developerId: to });
        };
        give(uploads);
        give(versions);
        give(icons);
        give(screenshots);
        give(objects);
        return true;
      }),
  };
}
