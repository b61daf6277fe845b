import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { requireDeltaPrograms } from "@mosis/devstack/delta-programs";
import { afterAll, expect, test } from "vitest";
import { readCanonicalContents } from "./canonical-contents.ts";
import { deltaLimits } from "./delta-limits.ts";
import { makeDelta } from "./make-delta.ts";
import { noise, type Tree, workshop } from "./testing/sample-packages.ts";

const { zstd } = requireDeltaPrograms();
const { pack, newFile, remove } = await workshop();
afterAll(remove);

const contentsOf = async (file: string) => {
  const { bytes } = await readCanonicalContents(file, deltaLimits.contentBytes);
  const contents = newFile("contents");
  await writeFile(contents, bytes);
  return contents;
};

test.each<[string, Tree, Tree]>([
  ["small", { a: noise(5_000), b: "1" }, { a: noise(5_100), c: "2" }],
  ["a file moved", { "a.bin": noise(900_000) }, { "é/🚀.bin": noise(900_000), z: "new" }],
  [
    "more than 128 MiB, the window that decoders allow unasked",
    { a: noise(1_000_000), b: new Uint8Array(150_000_000) },
    { a: new Uint8Array(150_000_000), b: noise(1_000_000) },
  ],
])(
  "the zstd program reads our deltas: %s",
  async (_, before, after) => {
    const [base, target] = [await pack(before), await pack(after)];
    const delta = newFile("delta");
    const limits = { ...deltaLimits, largestShare: 100 };
    expect(await makeDelta({ base, target, delta, limits })).toMatchObject({ made: true });
    const unpacked = newFile("unpacked");
    const from = `--patch-from=${await contentsOf(base)}`;
    await promisify(execFile)(zstd, ["-q", "-d", "--long=31", from, delta, "-o", unpacked]);
    expect((await readFile(unpacked)).equals(await readFile(await contentsOf(target)))).toBe(true);
  },
  120_000,
);
