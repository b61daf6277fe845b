import { allows } from "../../lifecycle.ts";
import type { ObjectLedger } from "../../ports/stores.ts";
import { type ObjectStatus, objectTransitions, type StoredObject } from "../../stored-object.ts";
import { type Access, copyOf, type State } from "./state.ts";

/** Moves the row if its life cycle allows that; else gives the status it stands at, null without a row. */
function move(
  { objects }: State,
  key: string,
  to: ObjectStatus,
  at: Date,
  set: Partial<StoredObject> = {},
): ObjectStatus | null {
  const known = objects.get(key);
  if (!known || !allows(objectTransitions, known.status, to)) return known?.status ?? null;
  objects.set(key, { ...known, ...set, status: to, updatedAt: at });
  return to;
}

export function memoryObjectLedger({ read, write }: Access): ObjectLedger {
  return {
    find: async (key) => copyOf(read().objects.get(key)),

    expect: ({ at, ...object }) =>
      write(({ objects, apps }) => {
        const app = object.appId === null ? null : apps.get(object.appId);
        if (app === undefined) throw new Error(`there is no app ${object.appId}`);
        const known = objects.get(object.key);
        if (known?.status === "deleting")
          throw new Error(`object ${object.key} cannot be announced: it is being deleted`);
        if (known && known.status !== "deleted") return;
        objects.set(object.key, {
          ...object,
          developerId: app?.developerId ?? null,
          status: "pending",
          size: null,
          etag: null,
          sha256: null,
          createdAt: known?.createdAt ?? at,
          updatedAt: at,
        });
      }),

    stored: ({ key, size, etag, sha256, at }) =>
      write((state) => {
        const status = move(state, key, "stored", at, { size, etag, sha256 });
        if (status !== "stored")
          throw new Error(`object ${key} cannot be stored: it is ${status ?? "not announced"}`);
      }),

    deleting: (keys, at) =>
      write((state) =>
        keys.filter((key) => {
          const known = state.objects.get(key)?.status;
          return (
            (known === "pending" || known === "stored") && move(state, key, "deleting", at) === "deleting"
          );
        }),
      ),

    deleted: (key, at) =>
      write((state) => {
        const status = move(state, key, "deleted", at);
        if (status === "pending" || status === "stored")
          throw new Error(`object ${key} cannot be noted as deleted: it is ${status}`);
      }),

    async listOldFeeds(since, limit) {
      const old = [...read().objects.values()].filter(
        ({ kind, status, updatedAt }) => kind === "feed" && status === "stored" && updatedAt < since,
      );
      old.sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime() || (a.key < b.key ? -1 : 1));
      return old.slice(0, limit).map(({ key }) => key);
    },
  };
}
