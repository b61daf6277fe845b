import { createHash } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partBytes } from "@mosis/domain";
import { inspectPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";
import { createObjectStore } from "@mosis/storage";
import type { MeasuredServices } from "./running-store.ts";
import type { WebAppPackage } from "./web-app-package.ts";

/** Milliseconds of the work that no store can do without. */
export type Floor = { read: number; inspect: number; copy: number };

type StoredPackage = { key: string; etag: string; sha256: string };

/** The same work on the same bytes in the same storage, with nothing around it. */
export type FloorWork = {
  /** Stores a package as an upload does, in parts when it is large. */
  store(made: WebAppPackage, partSize: number | null): Promise<StoredPackage>;
  /** Reads it once while hashing, to a file; inspects that in this process; copies it inside the bucket. */
  run(stored: StoredPackage): Promise<Floor>;
  forget(stored: StoredPackage): Promise<void>;
};

export function createFloorWork({ s3 }: MeasuredServices): FloorWork {
  const objects = createObjectStore({ provider: "r2", ...s3 });
  const about = { contentType: "application/octet-stream", cacheControl: "no-store" };
  let made = 0;

  async function put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const storageUploadId = await objects.startParts({ key, contentType: about.contentType });
    const parts: { number: number; etag: string }[] = [];
    for (let from = 0; from < bytes.length; from += partBytes) {
      const piece = bytes.subarray(from, from + partBytes);
      const part = { number: parts.length + 1, size: piece.length };
      const { method, url, headers } = await objects.presignPart({
        key,
        storageUploadId,
        ...part,
        expiresInSeconds: 900,
      });
      const response = await fetch(url, { method, headers, body: piece });
      if (!response.ok) throw new Error(`Storage answered ${response.status} to ${piece.length} bytes.`);
      parts.push({ number: part.number, etag: (response.headers.get("etag") ?? "").replaceAll('"', "") });
    }
    await objects.joinParts({ key, storageUploadId, parts });
  }

  return {
    forget: ({ key }) => objects.delete(key),

    async store({ bytes, sha256 }, partSize) {
      const key = `temp/floor-${++made}/upload`;
      if (partSize === null) await objects.put({ key, bytes, ...about });
      else await put(key, bytes);
      const head = await objects.head(key);
      if (!head) throw new Error("What the floor is measured on was not stored.");
      return { key, etag: head.etag, sha256 };
    },

    async run({ key, etag, sha256 }) {
      const folder = await mkdtemp(join(tmpdir(), "mosis-floor-"));
      const file = join(folder, "package.mosis");
      const to = `temp/floor-${++made}/copy`;
      try {
        const from = performance.now();
        const hash = createHash("sha256");
        const { stream } = await objects.read(key, { etag });
        const handle = await open(file, "wx");
        for await (const chunk of stream) {
          hash.update(chunk);
          await handle.write(chunk);
        }
        await handle.close();
        if (hash.digest("hex") !== sha256) throw new Error("Storage gave other bytes than were stored.");
        const read = performance.now();
        const source = await fileSource(file);
        const { findings } = await inspectPackage({ source, codec: nodeCodec });
        await source.close();
        if (findings.length > 0) throw new Error("The measured package has findings.");
        const inspected = performance.now();
        await objects.copy({ from: key, sourceEtag: etag, to, ...about });
        return { read: read - from, inspect: inspected - read, copy: performance.now() - inspected };
      } finally {
        await rm(folder, { recursive: true });
        await objects.delete(to);
      }
    },
  };
}
