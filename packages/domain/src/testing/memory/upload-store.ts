import { DomainError } from "../../errors.ts";
import type { UploadStore } from "../../ports/stores.ts";
import { type Access, copyOf } from "./state.ts";
import { seesUpload } from "./visibility.ts";

export function memoryUploadStore({ read, write }: Access): UploadStore {
  return {
    async find(actor, id) {
      const upload = read().uploads.get(id);
      return upload && seesUpload(actor, upload) ? copyOf(upload) : null;
    },

    create: (upload) => write(({ uploads }) => void uploads.set(upload.id, structuredClone(upload))),

    update: ({ id, status, statusChangedAt, etag }, from) =>
      write(({ uploads }) => {
        const known = uploads.get(id);
        if (known?.status !== from) throw new DomainError("upload_state_conflict");
        uploads.set(id, { ...known, status, statusChangedAt, etag });
      }),

    async listOverdue(at, limit) {
      return [...read().uploads.values()]
        .filter(({ status, expiresAt }) => status === "open" && expiresAt <= at)
        .sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime() || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map((upload) => structuredClone(upload));
    },
  };
}
