import { DomainError } from "../../errors.ts";
import type { UploadStore } from "../../ports/stores.ts";
import type { Upload } from "../../upload.ts";
import { type VersionStatus, versionsThatCount } from "../../version.ts";
import { type Access, copyOf, type State } from "./state.ts";
import { seesUpload } from "./visibility.ts";

type Bytes = Pick<Upload, "appId" | "kind" | "size" | "sha256">;

const isTwin = (one: Bytes, other: Bytes) =>
  one.appId === other.appId &&
  one.kind === other.kind &&
  one.size === other.size &&
  one.sha256 === other.sha256;

/** Whether the upload has become a version that still counts. */
function counts({ versions }: State, upload: Upload): boolean {
  const version = [...versions.values()].find(({ uploadId }) => uploadId === upload.id);
  const counting: readonly VersionStatus[] = versionsThatCount;
  return version !== undefined && counting.includes(version.status);
}

export function memoryUploadStore({ read, write }: Access): UploadStore {
  return {
    async find(actor, id) {
      const upload = read().uploads.get(id);
      return upload && seesUpload(actor, upload) ? copyOf(upload) : null;
    },

    async findTwin(wanted) {
      const state = read();
      const twins = [...state.uploads.values()]
        .filter((upload) => isTwin(upload, wanted))
        .filter((upload) => upload.status === "open" || counts(state, upload))
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
      return copyOf(twins[0]);
    },

    create: (upload) =>
      write(({ uploads }) => {
        const isTaken = [...uploads.values()].some(
          (other) => other.status === "open" && upload.status === "open" && isTwin(other, upload),
        );
        if (isTaken) throw new DomainError("upload_state_conflict");
        uploads.set(upload.id, structuredClone(upload));
      }),

    update: ({ id, status, statusChangedAt, etag }, from) =>
      write(({ uploads }) => {
        const known = uploads.get(id);
        if (known?.status !== from) throw new DomainError("upload_state_conflict");
        uploads.set(id, { ...known, status, statusChangedAt, etag });
      }),

    beginParts: (id, storageUploadId) =>
      write(({ uploads }) => {
        const known = uploads.get(id);
        if (known?.status !== "open") return null;
        const standing = known.storageUploadId ?? storageUploadId;
        uploads.set(id, { ...known, storageUploadId: standing });
        return standing;
      }),

    noteParts: (id, parts, expiresAt) =>
      write(({ uploads, parts: all }) => {
        const known = uploads.get(id);
        if (known?.status !== "open") return false;
        uploads.set(id, { ...known, expiresAt });
        const etags = new Map(all.get(id));
        for (const { number, etag } of parts) etags.set(number, etag);
        all.set(id, etags);
        return true;
      }),

    async listParts(id) {
      return [...(read().parts.get(id) ?? [])]
        .map(([number, etag]) => ({ number, etag }))
        .sort((a, b) => a.number - b.number);
    },

    forgetParts: (id) =>
      write(({ uploads, parts }) => {
        const known = uploads.get(id);
        if (known?.status !== "open") return;
        uploads.set(id, { ...known, storageUploadId: null });
        parts.delete(id);
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
