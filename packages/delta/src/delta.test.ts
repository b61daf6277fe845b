import { readFileSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { inspectPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { applyDelta } from "./apply-delta.ts";
import { listContents } from "./canonical-contents.ts";
import { deltaLimits } from "./delta-limits.ts";
import { type MadeDelta, makeDelta } from "./make-delta.ts";
import { rebuildPackage } from "./rebuild-package.ts";
import { noise, type Tree, workshop } from "./testing/sample-packages.ts";

const { pack, newFile, remove } = await workshop();
afterAll(remove);

/** Whatever it saves: small packages have deltas that are no smaller. */
const anySize = { ...deltaLimits, largestShare: Number.POSITIVE_INFINITY };

async function made(
  base: string,
  target: string,
  limits = anySize,
): Promise<MadeDelta & { base: string; delta: string }> {
  const delta = newFile("delta");
  const outcome = await makeDelta({ base, target, delta, limits });
  if (!outcome.made) throw new Error(`There is no delta: ${outcome.reason}.`);
  return { ...outcome, base, delta };
}

const bytesByPath = (tree: Tree) =>
  Object.fromEntries(Object.entries(tree).map(([path, contents]) => [path, Buffer.from(contents)]));

async function expectGives(before: Tree, after: Tree): Promise<MadeDelta> {
  const target = await pack(after);
  const making = await made(await pack(before), target);
  const files = await applyDelta(making);
  expect(Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes)]))).toEqual(
    bytesByPath(after),
  );
  expect(making.contents).toEqual(await listContents(target));
  expect((await stat(making.delta)).size).toBe(making.bytes);
  return making;
}

describe("applying what was made gives the target", () => {
  const prose = "the archive holds what a device will read and nothing more than that. ";
  const one = { "manifest.json": "{}", "app.js": prose.repeat(200), "noise.bin": noise(50_000) };

  test.each<[string, Tree, Tree]>([
    ["identical packages", one, one],
    ["one byte changed", one, { ...one, "noise.bin": Buffer.concat([noise(49_999), Buffer.from([1])]) }],
    ["a file at another path", { "a/b.bin": noise(50_000) }, { "z/é/b.bin": noise(50_000) }],
    ["files added and removed", { a: prose, b: "2" }, { b: "2", c: prose }],
    ["empty files", { a: "", b: "" }, { a: "", c: "", d: "x" }],
    ["nothing but an empty file, from something", one, { a: "" }],
    ["something, from nothing but an empty file", { a: "" }, one],
    ["a base shorter than any match", { a: "1" }, { a: "2" }],
    ["paths that UTF-16 sorts otherwise", { "🚀": noise(999), Ａ: "x" }, { "🚀": "x", Ａ: noise(999) }],
    ["nothing in common", { a: noise(70_000, 1) }, { a: noise(70_000, 2) }],
    [
      "hundreds of files",
      Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`icons/${at}.svg`, `<svg id="${at}"/>`])),
      Object.fromEntries(Array.from({ length: 350 }, (_, at) => [`img/${at}.svg`, `<svg id="${at * 3}"/>`])),
    ],
    // Above the sizes that are unpacked in one piece: 8 MiB, 4 MiB packed.
    ["large files", { a: noise(9_000_000) }, { a: prose.repeat(130_000) }],
  ])("%s", async (_, before, after) => {
    await expectGives(before, after);
  });

  test("any trees", async () => {
    const path = fc.array(fc.stringMatching(/^[a-zé日🚀0-9]{1,5}$/u), { minLength: 1, maxLength: 3 });
    const contents = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 40_000 })).map(([seed, length]) => noise(length, seed)),
      fc.nat({ max: 900 }).map((times) => prose.repeat(times)),
    );
    const tree = fc
      .uniqueArray(fc.tuple(path, contents), { maxLength: 12, selector: ([names]) => names.join("/") })
      .map((files) => Object.fromEntries(files.map(([names, data]) => [`f/${names.join("/")}`, data])));
    await fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => void (await expectGives(before, after))),
      { numRuns: 60 },
    );
  }, 120_000);

  test("the archives of the corpora that can be read, between any two of them", async () => {
    const corpus = new URL("../../format/test/corpus/zip/", import.meta.url);
    const archives = ["deflate", "normal_deflate", "store", "subdir", "comment", "zip64_eocd"].map((name) =>
      Buffer.from(readFileSync(new URL(`malo/accept/${name}.zip`, corpus))),
    );
    const files = await Promise.all(
      archives.map(async (bytes) => {
        const file = newFile("zip");
        await writeFile(file, bytes);
        return file;
      }),
    );
    for (const base of files) {
      for (const target of files) {
        const given = await applyDelta(await made(base, target));
        expect(given.map(({ path }) => path)).toEqual(
          (await listContents(target)).files.map(({ path }) => path),
        );
      }
    }
  });
});

describe("a delta", () => {
  test("of the same packages has the same bytes", async () => {
    const [base, target] = [await pack({ a: noise(300_000) }), await pack({ b: noise(300_100), c: "new" })];
    const [first, second] = [await made(base, target), await made(base, target)];
    expect(await readFile(first.delta)).toEqual(await readFile(second.delta));
    expect(first.sha256).toBe(second.sha256);
  });

  test("of a large base refers to all of it, also to its beginning", async () => {
    const start = noise(1_000_000);
    // More than zstd takes in of a base by itself (8 · 2^24 bytes).
    const base = await pack({ a: start, b: new Uint8Array(140_000_000), c: noise(5_000_000, 2) });
    const { bytes } = await made(base, await pack({ a: start, b: "nothing else" }));
    expect(bytes).toBeLessThan(1000);
  }, 120_000);

  test("that saves too little is none, and leaves no file", async () => {
    const delta = newFile("delta");
    const base = await pack({ a: noise(10_000, 1) });
    const target = await pack({ a: noise(10_000, 2) });
    expect(await makeDelta({ base, target, delta })).toEqual({ made: false, reason: "saves_too_little" });
    await expect(stat(delta)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("is offered just below the share, and not at it", async () => {
    const [base, target] = [await pack({ a: noise(9_000) }), await pack({ a: noise(9_999) })];
    const { bytes } = await made(base, target);
    const { size } = await stat(target);
    const make = (largest: number) =>
      makeDelta({
        base,
        target,
        delta: newFile("delta"),
        limits: { ...deltaLimits, largestShare: largest / size },
      });
    expect(await make(bytes - 0.5)).toMatchObject({ made: false });
    expect(await make(bytes + 0.5)).toMatchObject({ made: true });
  });

  test.each(["base", "target"] as const)("is not made when the %s is too large", async (which) => {
    const small = await pack({ a: "small" });
    const large = await pack({ a: noise(2_000) });
    const packages = { base: small, target: small, [which]: large };
    const limits = { ...anySize, contentBytes: 1_999 };
    const outcome = await makeDelta({ ...packages, delta: newFile("delta"), limits });
    expect(outcome).toEqual({ made: false, reason: "contents_too_large" });
  });

  test("is not made from a base that zstd takes for a trained dictionary", async () => {
    const magic = Buffer.concat([Buffer.from([0x37, 0xa4, 0x30, 0xec]), noise(5_000)]);
    const [base, target] = [await pack({ a: magic }), await pack({ a: noise(5_000) })];
    const outcome = await makeDelta({ base, target, delta: newFile("delta"), limits: anySize });
    expect(outcome).toEqual({ made: false, reason: "base_unsuitable" });
  });

  test("is not made of what is no package", async () => {
    const text = newFile("mosis");
    await writeFile(text, "not a package at all");
    const making = makeDelta({ base: text, target: await pack({ a: "" }), delta: newFile("delta") });
    await expect(making).rejects.toMatchObject({ code: "package_unreadable" });
  });
});

test.each(["stored", "deflated"] as const)(
  "rebuilt, %s, it is a package with the same contents",
  async (method) => {
    const manifest = {
      manifest_version: 1,
      id: "com.example.notes",
      name: "Notes",
      version: "1.0.0",
      version_code: 2,
      entry: "index.html",
    };
    const after = {
      "manifest.json": JSON.stringify(manifest),
      "index.html": "<p>".repeat(5_000),
      "Ελλάδα/🚀.bin": noise(5_000),
    };
    const making = await made(await pack({ ...after, "index.html": "<b>" }), await pack(after));
    const outFile = newFile("mosis");
    await rebuildPackage({ files: await applyDelta(making), outFile, method });
    const source = await fileSource(outFile);
    const inspection = await inspectPackage({ source, codec: nodeCodec });
    await source.close();
    expect(inspection.findings).toEqual([]);
    expect(await listContents(outFile)).toEqual(making.contents);
    const html = inspection.files.find(({ path }) => path === "index.html");
    expect(html?.compressedSize === html?.size).toBe(method === "stored");
  },
);
