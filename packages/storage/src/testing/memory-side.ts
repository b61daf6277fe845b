import { DomainError, isDomainError } from "@mosis/domain";
import { createMemoryObjectStore, type MemoryObjectStore } from "@mosis/domain/testing";
import { inPieces } from "../moving/in-pieces.ts";
import type { Side } from "../moving/side.ts";

export type MemorySide = MemoryObjectStore & Side;

/** A bucket in memory as one of the two sides of a move; each `dialect` has entity tags of its own. */
export function createMemorySide(dialect = ""): MemorySide {
  const store = createMemoryObjectStore({ dialect });
  return {
    ...store,
    // Spreading would only take its value.
    get unjoined() {
      return store.unjoined;
    },
    async open(key, options = {}) {
      const body = await store.read(key, options);
      const { contentType = "", cacheControl = null } = store.objects.get(key) ?? {};
      return { ...body, contentType, cacheControl };
    },
    async write({ key, size, stream, contentType, cacheControl, expectedEtag }) {
      let bytes: Uint8Array = new Uint8Array();
      for await (const whole of inPieces(stream, size, size)) bytes = whole;
      const condition = expectedEtag === undefined ? {} : { expectedEtag };
      return store.put({ key, bytes, contentType, cacheControl: cacheControl ?? "", ...condition });
    },
    async knowsUpload(upload) {
      // A part that never came: only an upload that is known can miss it.
      const probe = { ...upload, parts: [{ number: 10_000, etag: "" }] };
      return store.joinParts(probe).then(
        () => true,
        (error: unknown) => {
          if (isDomainError(error, "object_missing")) return false;
          if (error instanceof DomainError) return true;
          throw error;
        },
      );
    },
  };
}
