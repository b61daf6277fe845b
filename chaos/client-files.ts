import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "@mosis/domain";
import { packPackage } from "@mosis/format";
import { nodeCodec } from "@mosis/format/node";
import sharp from "sharp";
import type { ClientFile } from "./client-steps.ts";

/** Files as developers have them, in a folder of the run; each has bytes that no other file has. */

/** A package; one that is not `sound` names a start page that it does not hold. */
export async function writePackage(
  folder: string,
  app: App,
  {
    versionCode,
    isSound,
    bytes = 20_000,
    name = "package",
  }: { versionCode: number; isSound: boolean; bytes?: number; name?: string },
): Promise<ClientFile> {
  const manifest = {
    manifest_version: 1,
    id: app.packageId,
    name: app.name,
    version: `1.0.${versionCode}`,
    version_code: versionCode,
    entry: isSound ? "index.html" : "missing.html",
    min_os_version: "2.1",
  };
  const files = [
    { path: "manifest.json", bytes: Buffer.from(JSON.stringify(manifest)) },
    { path: "index.html", bytes: Buffer.from(`<!doctype html>\n<title>${app.id} ${versionCode}</title>\n`) },
    { path: "data.bin", bytes: randomBytes(bytes) },
  ];
  const chunks: Uint8Array[] = [];
  for await (const chunk of packPackage(files, nodeCodec)) chunks.push(chunk);
  return write(folder, `${app.id}-${versionCode}-${name}.mosis`, Buffer.concat(chunks));
}

/** A square picture; one that is not `sound` is too small to be an icon. */
export async function writeIcon(
  folder: string,
  app: App,
  { isSound }: { isSound: boolean },
): Promise<ClientFile> {
  const edge = isSound ? 128 : 16;
  const raw = Buffer.alloc(edge * edge * 3, 200);
  crypto.getRandomValues(raw.subarray(0, edge * 3));
  const png = await sharp(raw, { raw: { width: edge, height: edge, channels: 3 } })
    .png()
    .toBuffer();
  return write(folder, `${app.id}-${edge}.png`, png);
}

async function write(folder: string, name: string, bytes: Uint8Array): Promise<ClientFile> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
