import { createHash } from "node:crypto";
import { open, readdir, readFile, rename, stat, truncate, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { constants, type ZstdOptions, zstdDecompress } from "node:zlib";
import { inOrder } from "../contents.ts";
import type { DeviceMemory, Remembered } from "../device-memory.ts";
import type { DownloadTarget, Hasher } from "../download.ts";
import type { InstalledFiles, Patch } from "../fetch-update.ts";

/** A file that a download grows in, and goes on in after a restart. */
export function fileTarget(file: string): DownloadTarget {
  return {
    size: async () => (await isThere(file))?.size ?? 0,
    async *read() {
      const handle = await open(file);
      try {
        yield* handle.createReadStream();
      } finally {
        await handle.close().catch(() => {});
      }
    },
    append: (bytes) => writeFile(file, bytes, { flag: "a" }),
    clear: async () => void ((await isThere(file)) && (await truncate(file))),
  };
}

/** A small JSON file, replaced as a whole. */
export function fileMemory(file: string): DeviceMemory {
  return {
    async read() {
      return (await isThere(file)) ? (JSON.parse(await readFile(file, "utf8")) as Remembered) : null;
    },
    async write(remembered) {
      await writeFile(`${file}.new`, JSON.stringify(remembered), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
  };
}

/** The files of an app in a folder that holds nothing else. */
export function installedFolder(folder: string): InstalledFiles {
  return {
    async list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = [];
      for (const entry of entries.filter((each) => each.isFile())) {
        const file = join(entry.parentPath, entry.name);
        const bytes = await readFile(file);
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        files.push({ path: relative(folder, file).split(sep).join("/"), sha256, size: bytes.length });
      }
      return inOrder(files);
    },
    read: (path) => readFile(join(folder, path)),
  };
}

const decompress = promisify<Uint8Array, ZstdOptions, Buffer>(zstdDecompress);

/** Node's own zstd. The base and the result are in memory as a whole. */
export const zstdPatch: Patch = (base, delta, size) =>
  decompress(delta, {
    dictionary: base,
    chunkSize: Math.max(64, size + 1),
    maxOutputLength: Math.max(1, size),
    params: { [constants.ZSTD_d_windowLogMax]: Math.max(17, Math.ceil(Math.log2(Math.max(1, size)))) },
  });

/** Node's own SHA-256, several times as fast as the one for every platform. */
export function nodeHash(): Hasher {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest("hex") };
}

async function isThere(file: string): Promise<{ size: number } | null> {
  try {
    return await stat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
