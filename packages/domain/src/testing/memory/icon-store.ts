import { DomainError } from "../../errors.ts";
import type { Icon } from "../../icon.ts";
import type { IconStore } from "../../ports/stores.ts";
import { type Access, copyOf, type State } from "./state.ts";
import { seesIcon } from "./visibility.ts";

export function memoryIconStore({ read, write, now }: Access): IconStore {
  function put(state: State, icon: Icon): void {
    state.icons.set(icon.id, icon);
    state.stepChanged.set(icon.id, now());
  }

  return {
    async find(actor, id) {
      const icon = read().icons.get(id);
      return icon && seesIcon(read(), actor, icon) ? copyOf(icon) : null;
    },

    async findByUpload(actor, uploadId) {
      const icon = [...read().icons.values()].find((one) => one.uploadId === uploadId);
      return icon && seesIcon(read(), actor, icon) ? copyOf(icon) : null;
    },

    create: (icon) =>
      write((state) => {
        for (const { id, uploadId } of state.icons.values()) {
          if (id === icon.id || uploadId === icon.uploadId)
            throw new Error(`upload ${uploadId} has become an icon already`);
        }
        put(state, structuredClone(icon));
      }),

    async hasNewer({ appId, createdAt }) {
      return [...read().icons.values()].some(
        (other) => other.appId === appId && other.status !== "refused" && other.createdAt > createdAt,
      );
    },

    begin: (id) =>
      write((state) => {
        const known = state.icons.get(id);
        if (known?.status !== "rendering") return null;
        const begun: Icon = { ...known, attempt: known.attempt + 1 };
        put(state, begun);
        state.changed.add(`icon:${id}`);
        return structuredClone(begun);
      }),

    update: (icon, from) =>
      write((state) => {
        const known = state.icons.get(icon.id);
        if (known?.status !== from.status || known.attempt !== from.attempt)
          throw new DomainError("icon_state_conflict");
        put(state, { ...structuredClone(icon), developerId: known.developerId });
        state.changed.add(`icon:${icon.id}`);
      }),
  };
}
