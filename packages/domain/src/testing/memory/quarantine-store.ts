import { type QuarantinedObject, quarantineMs } from "../../inventory.ts";
import type { QuarantineStore } from "../../ports/inventory.ts";
import { type Access, copyOf, type State } from "./state.ts";

export function memoryQuarantineStore({ read, write, now }: Access): QuarantineStore {
  const held = ({ quarantine }: State): QuarantinedObject[] =>
    [...quarantine.values()].filter(({ status }) => status === "held");
  const byKey = ({ quarantine }: State, key: string) =>
    [...quarantine.values()].find((object) => object.key === key);

  return {
    expect: (object) =>
      write((state) => {
        const known = byKey(state, object.key);
        if (known) return structuredClone(known);
        const at = new Date(now());
        if (!state.objects.has(object.key)) {
          const owner = { kind: "quarantine", appId: null, developerId: null } as const;
          const blank = { size: null, etag: null, sha256: null, createdAt: at, updatedAt: at };
          state.objects.set(object.key, { key: object.key, ...owner, status: "pending", ...blank });
        }
        const made: QuarantinedObject = {
          ...structuredClone(object),
          status: "moving",
          createdAt: at,
          changedAt: at,
          keptUntil: new Date(at.getTime() + quarantineMs),
        };
        state.quarantine.set(made.id, made);
        return structuredClone(made);
      }),

    held: (id, { size, etag }) =>
      write((state) => {
        const known = state.quarantine.get(id);
        if (known?.status !== "moving") return;
        state.quarantine.set(id, { ...known, status: "held", size, etag, changedAt: new Date(now()) });
      }),

    find: async (id) => copyOf(read().quarantine.get(id)),
    findByKey: async (key) => copyOf(byKey(read(), key)),

    listOfSize: async (size, limit) =>
      structuredClone(
        held(read())
          .filter((object) => object.size === size)
          .reverse()
          .slice(0, limit),
      ),

    listExpired: async (limit) =>
      structuredClone(
        held(read())
          .filter(({ keptUntil }) => keptUntil.getTime() < now())
          .slice(0, limit),
      ),

    end: (id, status) =>
      write((state) => {
        const known = state.quarantine.get(id);
        if (known?.status !== "moving" && known?.status !== "held") return false;
        state.quarantine.set(id, { ...known, status, changedAt: new Date(now()) });
        return true;
      }),
  };
}
