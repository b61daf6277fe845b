import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  addressOf,
  cacheControl,
  compareKeys,
  DomainError,
  type ListedObject,
  screenshotContentType,
  uploadRules,
} from "@mosis/domain";
import type { Source } from "./side.ts";

/**
 * A folder whose files are the objects, by their paths. It keeps no headers: what the store would have given an object
 * with such a key is what it is served with. The entity tag is of time and size, and notices a file that is written to
 * while it is read. Links and special files are no objects.
 */
export function createFolderSource(folder: string): Source {
  async function look(key: string): Promise<ListedObject | null> {
    if (key.split("/").some((part) => part === "" || part === "." || part === "..")) return null;
    try {
      const file = await lstat(join(folder, key), { bigint: true });
      if (!file.isFile()) return null;
      const etag = `${file.mtimeNs.toString(16)}-${file.ino.toString(16)}-${file.size.toString(16)}`;
      return { key, size: Number(file.size), etag, modifiedAt: file.mtime };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return null;
      throw error;
    }
  }

  /** Keys after `after` in the order of keys: a folder stands where its name with a slash does. */
  async function* keysIn(path: string, after: string): AsyncGenerator<string> {
    const entries = await readdir(join(folder, path), { withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map((entry) => `${path}${entry.name}${entry.isDirectory() ? "/" : ""}`)
      .sort(compareKeys);
    for (const name of names) {
      if (!name.endsWith("/")) {
        if (compareKeys(name, after) > 0) yield name;
        // A folder all of whose keys are before it need not be opened.
      } else if (after.startsWith(name) || compareKeys(name, after) > 0) yield* keysIn(name, after);
    }
  }

  async function requireState(key: string, etag: string | undefined): Promise<ListedObject> {
    const object = await look(key);
    if (!object) throw new DomainError("object_missing");
    if (etag !== undefined && object.etag !== etag) throw new DomainError("object_changed");
    return object;
  }

  return {
    async list({ prefix = "", after = "", limit }) {
      const objects: ListedObject[] = [];
      for await (const key of keysIn("", after)) {
        if (!key.startsWith(prefix)) continue;
        if (objects.length === limit) return { objects, hasMore: true };
        const object = await look(key);
        if (object) objects.push(object);
      }
      return { objects, hasMore: false };
    },

    async head(key) {
      const object = await look(key);
      return object && { size: object.size, etag: object.etag };
    },

    async open(key, { etag, signal } = {}) {
      signal?.throwIfAborted();
      const object = await requireState(key, etag);
      const file = createReadStream(join(folder, key), { ...(signal && { signal }) });
      const bytes = Readable.toWeb(file) as unknown as ReadableStream<Uint8Array>;
      const unchanged = new TransformStream<Uint8Array, Uint8Array>({
        async flush() {
          await requireState(key, object.etag);
        },
      });
      return { ...object, ...headersOf(key), stream: bytes.pipeThrough(unchanged) };
    },
  };
}

function headersOf(key: string): { contentType: string; cacheControl: string | null } {
  const kind = addressOf(key)?.kind;
  switch (kind) {
    case "package":
      return { contentType: uploadRules.package.contentType, cacheControl: cacheControl.package };
    case "manifest":
    case "contents":
    case "feed":
      return { contentType: "application/json", cacheControl: cacheControl[kind] };
    case "icon":
      return { contentType: "image/png", cacheControl: cacheControl.icon };
    case "screenshot":
      return { contentType: screenshotContentType, cacheControl: cacheControl.screenshot };
    case "delta":
      return { contentType: "application/zstd", cacheControl: cacheControl.delta };
    case "stop":
      return { contentType: "application/json", cacheControl: cacheControl.stop };
    case "device_keys":
      return { contentType: "application/json", cacheControl: cacheControl.feed };
    default:
      return { contentType: "application/octet-stream", cacheControl: null };
  }
}
