import { DomainError } from "../../errors.ts";
import type { IconStore } from "../../ports/stores.ts";
import { type Access, copyOf } from "./state.ts";
import { seesIcon } from "./visibility.ts";

export function memoryIconStore({ read, write }: Access): IconStore {
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
      write(({ icons }) => {
        for (const { id, uploadId } of icons.values()) {
          if (id === icon.id || uploadId === icon.uploadId)
            throw new Error(`upload ${uploadId} has become an icon already`);
        }
        icons.set(icon.id, structuredClone(icon));
      }),

    update: (icon, from) =>
      write(({ icons, changed }) => {
        const known = icons.get(icon.id);
        if (known?.status !== from) throw new DomainError("icon_state_conflict");
        icons.set(icon.id, structuredClone(icon));
        changed.add(`icon:${icon.id}`);
      }),
  };
}
