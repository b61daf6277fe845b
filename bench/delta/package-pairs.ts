import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { folderFiles, writePackage } from "@mosis/format/node";

const run = promisify(execFile);

/** Two versions of an app, as packages on disk. */
export interface PackagePair {
  readonly name: string;
  readonly base: string;
  readonly target: string;
}

/** Real releases of real projects, one behind the other: small and large, little and much changed. */
const releases = [
  ["preact", "10.27.1", "10.27.2"],
  ["vue", "3.5.21", "3.5.22"],
  ["typescript", "5.9.2", "5.9.3"],
  ["three", "0.179.1", "0.180.0"],
  ["monaco-editor", "0.52.2", "0.53.0"],
] as const;

/** Gets the releases by npm, packs them, and keeps both in `folder`. */
export async function buildPairs(folder: string): Promise<PackagePair[]> {
  await mkdir(folder, { recursive: true });
  const pairs: PackagePair[] = [];
  for (const [name, before, after] of releases) {
    const base = await packRelease(folder, name, before);
    pairs.push({ name, base, target: await packRelease(folder, name, after) });
  }
  return pairs;
}

async function packRelease(folder: string, name: string, version: string): Promise<string> {
  const file = join(folder, `${name}-${version}.mosis`);
  if (existsSync(file)) return file;
  const archive = join(folder, `${name}-${version}.tgz`);
  if (!existsSync(archive)) {
    await run("npm", ["pack", "--silent", `${name}@${version}`, "--pack-destination", folder]);
  }
  const unpacked = await mkdtemp(join(tmpdir(), "mosis-bench-"));
  try {
    await run("tar", ["-xzf", archive, "-C", unpacked]);
    await writePackage(await folderFiles(join(unpacked, "package")), file);
  } finally {
    await rm(unpacked, { recursive: true });
  }
  return file;
}
