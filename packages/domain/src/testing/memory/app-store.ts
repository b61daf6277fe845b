import type { App } from "../../app.ts";
import { DomainError } from "../../errors.ts";
import type { AppStore } from "../../ports/stores.ts";
import { type Access, copyOf } from "./state.ts";
import { addCoreTracks } from "./track-store.ts";
import { seesApp } from "./visibility.ts";

export function memoryAppStore({ inTransaction, read, write }: Access): AppStore {
  const visible = (...[actor, app]: [Parameters<AppStore["find"]>[0], App | undefined]) =>
    app && seesApp(read(), actor, app) ? copyOf(app) : null;

  return {
    find: async (actor, id) => visible(actor, read().apps.get(id)),

    findByPackageId: async (actor, packageId) =>
      visible(
        actor,
        [...read().apps.values()].find((app) => app.packageId === packageId),
      ),

    create: (app) =>
      write((state) => {
        const { apps } = state;
        const taken = [...apps.values()].some(
          ({ id, packageId }) => id === app.id || packageId === app.packageId,
        );
        if (taken) throw new DomainError("package_id_taken");
        apps.set(app.id, structuredClone(app));
        addCoreTracks(state, app.id);
      }),

    update: (app) =>
      write(({ apps }) => {
        const known = apps.get(app.id);
        if (!known) throw new Error(`there is no app ${app.id}`);
        const { developerId, founderId, packageId, createdAt } = known;
        apps.set(app.id, { ...structuredClone(app), developerId, founderId, packageId, createdAt });
      }),

    async ownersOf(ids) {
      const { apps } = read();
      return new Map(
        ids.flatMap((id) => {
          const app = apps.get(id);
          return app ? [[id, app.developerId] as const] : [];
        }),
      );
    },

    /** Transactions run one after the other here, so that the lock is already held. */
    async lock() {
      if (!inTransaction) throw new Error("an app can be locked inside a transaction only");
    },
  };
}
