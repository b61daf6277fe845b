import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Codec } from "../codec.ts";
import { type PackFile, packPackage } from "../pack-package.ts";
import type { ByteSource } from "../source.ts";
import { fileSource } from "./file-source.ts";
import { nodeCodec } from "./node-codec.ts";

/** What was written; sizes are bytes. */
export interface PackResult {
  readonly files: number;
  readonly bytes: number;
}

/** Says which files and folders (by their path in the folder) are not to be packed. */
export type LeaveOut = (path: string, name: string) => boolean;

/**
 * Packs every file under `folder` but those left out into the package `outFile`, in flat memory. Links and other
 * special files are refused: what a package holds is what lies in the folder. A package that is being written into
 * the folder itself is left out.
 */
export async function packFolder(
  folder: string,
  outFile: string,
  leaveOut: LeaveOut = () => false,
): Promise<PackResult> {
  const target = resolve(outFile);
  const own = new Set([target, `${target}.partial`]);
  const root = resolve(folder);
  const files = await folderFiles(
    folder,
    "",
    (path, name) => own.has(join(root, path)) || leaveOut(path, name),
  );
  return writePackage(files, target);
}

/** The files under a folder, ready to be packed under `prefix`; they are opened only when they are read. */
export async function folderFiles(
  folder: string,
  prefix = "",
  leaveOut: LeaveOut = () => false,
): Promise<PackFile[]> {
  const root = resolve(folder);
  const files: PackFile[] = [];
  async function collect(parent: string): Promise<void> {
    for (const item of await readdir(join(root, parent), { withFileTypes: true })) {
      const path = parent === "" ? item.name : `${parent}/${item.name}`;
      const full = join(root, path);
      if (leaveOut(path, item.name)) continue;
      if (item.isDirectory()) await collect(path);
      else if (!item.isFile()) {
        throw new Error(`${full} is not a regular file; put the file itself in its place.`);
      } else files.push({ path: prefix + path, source: lazyFile(full, (await stat(full)).size) });
    }
  }
  await collect("");
  return files;
}

/** Writes a package to disk. It appears under its name only when it is complete. */
export async function writePackage(
  files: readonly PackFile[],
  outFile: string,
  codec: Codec = nodeCodec,
): Promise<PackResult> {
  const partial = `${outFile}.partial`;
  const out = await open(partial, "w");
  let bytes = 0;
  try {
    for await (const piece of packPackage(files, codec)) {
      await out.writeFile(piece);
      bytes += piece.length;
    }
    await out.close();
    await rename(partial, outFile);
  } catch (error) {
    await out.close();
    await rm(partial, { force: true });
    throw error;
  }
  return { files: files.length, bytes };
}

/** Opens the file for each read: thousands of files may be packed, and only a few are needed at a time. */
function lazyFile(path: string, size: number): ByteSource {
  return {
    size,
    async read(offset, length) {
      const file = await fileSource(path);
      try {
        if (file.size !== size) throw new Error(`${path} changed while it was being packed.`);
        return await file.read(offset, length);
      } finally {
        await file.close();
      }
    },
  };
}
