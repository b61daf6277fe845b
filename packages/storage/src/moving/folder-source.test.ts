import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compareKeys, everyObject } from "@mosis/domain";
import { expect, onTestFinished, test } from "vitest";
import { createFolderSource } from "./folder-source.ts";

async function folderOf(files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), "mosis-folder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [key, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), content);
  }
  return { folder, source: createFolderSource(folder) };
}

const icon = "assets/0190a000-0000-8000-8000-000000000002/icon-32.png";

test("lists files as objects in the order of keys, whatever the pages", async () => {
  const keys = ["a-b", "a/1", "a/b/c", "a0", "b", "c/1", "c-1", "ｗ", "📦/1"];
  const { folder, source } = await folderOf(Object.fromEntries(keys.map((key) => [key, key])));
  await symlink(join(folder, "b"), join(folder, "link"));
  const sorted = [...keys].sort(compareKeys);
  for (const pageSize of [1, 2, 3, 100]) {
    const listed: string[] = [];
    for await (const { key } of everyObject(source, { pageSize })) listed.push(key);
    expect(listed).toEqual(sorted);
  }
  expect((await source.list({ prefix: "a/", limit: 10 })).objects.map(({ key }) => key)).toEqual([
    "a/1",
    "a/b/c",
  ]);
});

test("reads an object with the headers the store gives it", async () => {
  const { source } = await folderOf({ [icon]: "picture", other: "x" });
  const head = await source.head(icon);
  const { stream, ...found } = await source.open(icon, { etag: head?.etag ?? "" });
  expect(found).toMatchObject({ size: 7, contentType: "image/png" });
  expect(found.cacheControl).toContain("immutable");
  expect(await new Response(stream).text()).toBe("picture");
  const plain = await source.open("other");
  expect(plain).toMatchObject({ contentType: "application/octet-stream", cacheControl: null });
  expect(await new Response(plain.stream).text()).toBe("x");
});

test("knows what is not there, and what changed before or while it is read", async () => {
  const { folder, source } = await folderOf({ k: "one" });
  for (const key of ["none", "k/below", "../k", "./k", "a//b", ""]) {
    expect(await source.head(key)).toBeNull();
    await expect(source.open(key)).rejects.toMatchObject({ code: "object_missing" });
  }
  const { etag = "" } = (await source.head("k")) ?? {};
  const { stream } = await source.open("k", { etag });
  await writeFile(join(folder, "k"), "other");
  await expect(new Response(stream).text()).rejects.toMatchObject({ code: "object_changed" });
  await expect(source.open("k", { etag })).rejects.toMatchObject({ code: "object_changed" });
});
