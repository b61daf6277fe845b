import { createCipheriv } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inspectPackage } from "../inspect-package.ts";
import { fileSource } from "./file-source.ts";
import { nodeCodec } from "./node-codec.ts";
import { manifest } from "./testing/zip-builder.ts";
import { packFolder } from "./write-package.ts";

let root = "";
let folder = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mosis-pack-"));
  folder = join(root, "app");
  await mkdir(join(folder, "a/b"), { recursive: true });
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "index.html"), "<p>".repeat(500));
  await writeFile(join(folder, "a/b/c.txt"), "");
});
afterEach(() => rm(root, { recursive: true }));

async function inspectFile(file: string) {
  const source = await fileSource(file);
  try {
    return await inspectPackage({ source, codec: nodeCodec });
  } finally {
    await source.close();
  }
}

test("a folder, twice to the same bytes", async () => {
  const [first, second] = [join(root, "1.mosis"), join(root, "2.mosis")];
  const result = await packFolder(folder, first);
  await packFolder(folder, second);
  const bytes = await readFile(first);
  expect(result).toEqual({ files: 3, bytes: bytes.length });
  expect(bytes.equals(await readFile(second))).toBe(true);
  const inspection = await inspectFile(first);
  expect(inspection.findings).toEqual([]);
  expect(inspection.files.map(({ path }) => path)).toEqual(["a/b/c.txt", "index.html", "manifest.json"]);
});

test("into the folder itself, again and again", async () => {
  const target = join(folder, "app.mosis");
  const first = await packFolder(folder, target);
  expect(await packFolder(folder, target)).toEqual(first);
});

test("files too large to be packed in memory, one that deflates and one that does not", async () => {
  const zeros = new Uint8Array(17 * 1024 * 1024);
  const noise = createCipheriv("aes-128-ctr", new Uint8Array(16), new Uint8Array(16)).update(zeros);
  await writeFile(join(folder, "noise.bin"), noise);
  await writeFile(join(folder, "text.txt"), noise.toString("base64"));
  const target = join(root, "large.mosis");
  await packFolder(folder, target);
  const inspection = await inspectFile(target);
  expect(inspection.findings).toEqual([]);
  const sizes = inspection.files.map(({ path, size, compressedSize }) => [path, size === compressedSize]);
  expect(sizes).toContainEqual(["noise.bin", true]);
  expect(sizes).toContainEqual(["text.txt", false]);
});

test("a link is refused and leaves nothing behind", async () => {
  await symlink("index.html", join(folder, "link.html"));
  await expect(packFolder(folder, join(root, "1.mosis"))).rejects.toThrow("link.html is not a regular file");
  expect(await readdir(root)).toEqual(["app"]);
});

test("a name packages may not have is refused and leaves nothing behind", async () => {
  await writeFile(join(folder, "what?.html"), "");
  await expect(packFolder(folder, join(root, "1.mosis"))).rejects.toThrow("what?.html");
  expect(await readdir(root)).toEqual(["app"]);
});
