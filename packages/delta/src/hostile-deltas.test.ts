import { readFile, writeFile } from "node:fs/promises";
import { zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyDelta } from "./apply-delta.ts";
import { type ContentList, contentListOf, totalBytes } from "./content-list.ts";
import { deltaLimits } from "./delta-limits.ts";
import { type MadeDelta, makeDelta } from "./make-delta.ts";
import { noise, workshop } from "./testing/sample-packages.ts";

const { pack, newFile, remove } = await workshop();
afterAll(remove);

const before = { a: noise(3_000), b: "one ".repeat(500) };
const after = { a: noise(3_040), b: "two ".repeat(500), c: noise(30, 7) };
let base = "";
let frame: Buffer;
let good: MadeDelta;
beforeAll(async () => {
  base = await pack(before);
  const delta = newFile("delta");
  const limits = { ...deltaLimits, largestShare: 10 };
  const outcome = await makeDelta({ base, target: await pack(after), delta, limits });
  if (!outcome.made) throw new Error(outcome.reason);
  good = outcome;
  frame = await readFile(delta);
});

async function apply(
  bytes: Uint8Array,
  change: Partial<{
    base: string;
    baseDigest: string;
    contents: ContentList;
    limits: typeof deltaLimits;
  }> = {},
) {
  const delta = newFile("delta");
  await writeFile(delta, bytes);
  return applyDelta({ base, baseDigest: good.baseDigest, contents: good.contents, delta, ...change });
}

const codeOf = (applying: Promise<unknown>): Promise<string> =>
  applying.then(
    () => "given out",
    (error: { code?: string }) => error.code ?? String(error),
  );

test("what all of these are changes of is given out", async () => {
  expect(await codeOf(apply(frame))).toBe("given out");
});

test("cut anywhere, nothing is given out", async () => {
  for (let length = 0; length < frame.length; length += 1) {
    expect(await codeOf(apply(frame.subarray(0, length)))).toBe("delta_corrupt");
  }
});

test("with any one bit flipped, it is refused or harmless", async () => {
  const codes: Record<string, number> = {};
  for (let bit = 0; bit < frame.length * 8; bit += 1) {
    const changed = Buffer.from(frame);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const code = await codeOf(apply(changed));
    codes[code] = (codes[code] ?? 0) + 1;
  }
  // A bit that nobody reads leaves the files as they are, each of which was hashed.
  const { "given out": harmless = 0, delta_corrupt = 0, contents_mismatch = 0, ...others } = codes;
  expect(others).toEqual({});
  expect(harmless).toBeLessThan(16);
  expect(delta_corrupt).toBeGreaterThan(0);
  expect(contents_mismatch).toBeGreaterThan(0);
}, 120_000);

describe("with another base", () => {
  test("it is refused by the base's digest", async () => {
    const other = await pack({ ...before, b: "on3 ".repeat(500) });
    expect(await codeOf(apply(frame, { base: other }))).toBe("delta_base_mismatch");
  });

  test("it is refused by the files' hashes when the digest was exchanged as well", async () => {
    const other = await pack({ ...before, a: noise(3_000, 9) });
    const delta = newFile("delta");
    const limits = { ...deltaLimits, largestShare: 10 };
    const outcome = await makeDelta({ base: other, target: other, delta, limits });
    if (!outcome.made) throw new Error(outcome.reason);
    const code = await codeOf(apply(frame, { base: other, baseDigest: outcome.baseDigest }));
    expect(["contents_mismatch", "delta_corrupt"]).toContain(code);
  });

  test("that is no package, it is refused", async () => {
    const text = newFile("mosis");
    await writeFile(text, "not a package at all");
    expect(await codeOf(apply(frame, { base: text }))).toBe("package_unreadable");
  });

  test("that is damaged, it is refused", async () => {
    const damaged = newFile("mosis");
    const bytes = await readFile(base);
    bytes[500] = (bytes[500] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    expect(await codeOf(apply(frame, { base: damaged }))).toBe("package_unreadable");
  });
});

describe("with another list", () => {
  const changed = (change: (files: ContentList["files"]) => ContentList["files"]): ContentList => ({
    format: 1,
    files: change(structuredClone(good.contents.files)),
  });

  test("of the same sizes, every file is compared", async () => {
    for (const at of good.contents.files.keys()) {
      const contents = changed((files) =>
        files.map((file, index) => (index === at ? { ...file, sha256: "0".repeat(64) } : file)),
      );
      await expect(apply(frame, { contents })).rejects.toMatchObject({
        code: "contents_mismatch",
        path: good.contents.files[at]?.path,
      });
    }
  });

  test("whose files are cut elsewhere, it is refused", async () => {
    const contents = changed(([a, b, ...rest]) =>
      a && b ? [{ ...a, size: a.size + 1 }, { ...b, size: b.size - 1 }, ...rest] : [],
    );
    expect(await codeOf(apply(frame, { contents }))).toBe("contents_mismatch");
  });

  test("of another size in all, it is refused", async () => {
    const contents = changed((files) => files.slice(1));
    expect(await codeOf(apply(frame, { contents }))).toBe("delta_corrupt");
  });

  test("out of order, or with a path that leads out, it is refused", async () => {
    const upsideDown = changed((files) => files.toReversed());
    expect(await codeOf(apply(frame, { contents: upsideDown }))).toBe("contents_invalid");
    const out = changed(([first, ...rest]) => (first ? [{ ...first, path: "../a" }, ...rest] : []));
    expect(await codeOf(apply(frame, { contents: out }))).toBe("contents_invalid");
  });

  test("larger than the limit, nothing is read", async () => {
    const limits = { ...deltaLimits, contentBytes: totalBytes(good.contents.files) - 1 };
    expect(await codeOf(apply(frame, { limits, base: "/nowhere" }))).toBe("contents_too_large");
  });
});

describe("frames that would grow", () => {
  const zeros = 400_000_000;
  const sizeOf = () => totalBytes(good.contents.files);

  async function withoutGrowing(bytes: Uint8Array, change: { contents?: ContentList } = {}): Promise<string> {
    // The highest mark of this process (getrusage(2), in kB) before and after.
    const { maxRSS } = process.resourceUsage();
    const code = await codeOf(apply(bytes, change));
    expect(process.resourceUsage().maxRSS - maxRSS).toBeLessThan(64 * 1024);
    return code;
  }

  test("a frame that says so is refused unread", async () => {
    expect(await withoutGrowing(zstdCompressSync(new Uint8Array(zeros)))).toBe("delta_corrupt");
  });

  test("a frame that says the right size and holds more is refused", async () => {
    const bomb = zstdCompressSync(new Uint8Array(zeros));
    const flag = (bomb[4] ?? 0) >>> 6;
    expect(flag).toBe(2);
    const at = ((bomb[4] ?? 0) & 0x20) === 0 ? 6 : 5;
    bomb.writeUInt32LE(sizeOf(), at);
    expect(await withoutGrowing(bomb)).toBe("delta_corrupt");
  });

  test("a second frame behind the first is refused", async () => {
    const second = zstdCompressSync(new Uint8Array(zeros));
    expect(await withoutGrowing(Buffer.concat([frame, second]))).toBe("delta_corrupt");
  });

  test("a small second frame, a skippable one and bytes of none are refused", async () => {
    for (const tail of [
      zstdCompressSync(Buffer.from("")),
      Buffer.from("502a4d1801000000ff", "hex"),
      Buffer.from("x"),
    ]) {
      expect(await codeOf(apply(Buffer.concat([frame, tail])))).toBe("delta_corrupt");
    }
  });

  test("a frame that leaves its size open, or wants a trained dictionary, is refused", async () => {
    const open = Buffer.from(frame);
    open[4] = 0;
    expect(await codeOf(apply(open))).toBe("delta_corrupt");
    const trained = Buffer.from(frame);
    trained[4] = (trained[4] ?? 0) | 1;
    expect(await codeOf(apply(trained))).toBe("delta_corrupt");
  });

  test("a delta far larger than its contents is refused unread", async () => {
    const padded = Buffer.concat([frame, Buffer.alloc(sizeOf() * 2)]);
    expect(await codeOf(apply(padded, { base: "/nowhere" }))).toBe("delta_corrupt");
  });

  test("an empty list takes no frame with contents", async () => {
    expect(await codeOf(apply(frame, { contents: contentListOf([]) }))).toBe("delta_corrupt");
  });
});
