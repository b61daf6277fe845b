import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeCodec } from "./node/node-codec.ts";
import {
  buildZip,
  bytes,
  extra,
  inspectBytes,
  le,
  manifest,
  text,
  withManifest,
} from "./node/testing/zip-builder.ts";
import { packPackage } from "./pack-package.ts";
import { webCodec } from "./web-codec.ts";

/** Small limits: a random change must not be able to ask for much. */
const limits = { totalBytes: 10_000_000, entryBytes: 5_000_000 };
const page = "<p>hello, hello, hello, hello</p>";

async function packed(): Promise<Uint8Array> {
  const files = [
    { path: "manifest.json", bytes: text(JSON.stringify(manifest)) },
    { path: "index.html", bytes: text(page) },
    { path: "a/noise.bin", bytes: Uint8Array.from({ length: 300 }, (_, at) => (at * 7919) % 256) },
  ];
  const parts: Uint8Array[] = [];
  for await (const part of packPackage(files, nodeCodec)) parts.push(part);
  return bytes(...parts);
}

/** Honest packages of different kinds of writers. */
const seeds: readonly (readonly [string, Uint8Array])[] = [
  ["packed by us", await packed()],
  [
    "streamed, with folders and a comment",
    buildZip(withManifest({ name: "a/", method: 0 }, { name: "a/b", data: page, descriptor: "32" }), {
      comment: text("hi"),
    }),
  ],
  [
    "ZIP64 all over",
    buildZip(
      withManifest({
        name: "é",
        data: page,
        descriptor: "64",
        local: { extra: extra(1) },
        central: { size: 0xffff_ffff, extra: extra(1, le(8, page.length)) },
      }),
      { zip64: {}, end: { offset: 0xffff_ffff } },
    ),
  ],
];

/** What a device would get: every path with its contents. */
async function verdictOf(archive: Uint8Array, codec = nodeCodec) {
  const { ok, files, manifest: read, findings } = await inspectBytes(archive, { limits, codec });
  return { ok, contents: files.map(({ path, sha256 }) => `${sha256} ${path}`), manifest: read, findings };
}

/** The only harm a change may do without being noticed is none: the contents are the same. */
async function neverOtherContents(original: Uint8Array, changed: Uint8Array): Promise<void> {
  const before = await verdictOf(original);
  const after = await verdictOf(changed);
  if (after.ok) expect(after.contents).toEqual(before.contents);
  else expect(after.findings.some(({ severity }) => severity === "error")).toBe(true);
}

describe.each(seeds)("%s", (_, seed) => {
  test("is accepted", async () => {
    expect((await verdictOf(seed)).findings).toEqual([]);
  });

  test("cut anywhere is refused", async () => {
    for (let length = 0; length < seed.length; length += 1) {
      expect((await verdictOf(seed.subarray(0, length))).ok).toBe(false);
    }
  });

  test("with any one bit flipped is never accepted with other contents", async () => {
    for (let bit = 0; bit < seed.length * 8; bit += 1) {
      const changed = seed.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await neverOtherContents(seed, changed);
    }
  });

  test("with any bytes changed, taken out or put in is never accepted with other contents", async () => {
    const edit = fc.record({
      at: fc.nat({ max: seed.length }),
      remove: fc.nat({ max: 40 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat({ max: seed.length - 40 }).map((from) => seed.slice(from, from + 40)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let changed: Uint8Array = seed;
        for (const { at, remove, insert } of edits) {
          changed = bytes(changed.subarray(0, at), insert, changed.subarray(at + remove));
        }
        await neverOtherContents(seed, changed);
      }),
      { numRuns: 1000 },
    );
  });

  test("changed anyhow gets the same report from the browser's codec", async () => {
    const flip = fc.tuple(fc.nat({ max: seed.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { maxLength: 3 }), async (flips) => {
        const changed = seed.slice();
        for (const [at, by] of flips) changed[at] = (changed[at] ?? 0) ^ by;
        expect(await verdictOf(changed, webCodec)).toEqual(await verdictOf(changed));
      }),
      { numRuns: 300 },
    );
  });
});

test("random bytes with the marks of an archive are judged and never accepted", async () => {
  const marks = fc.constantFrom(
    "PK\u0003\u0004",
    "PK\u0001\u0002",
    "PK\u0005\u0006",
    "PK\u0006\u0006",
    "PK\u0006\u0007",
  );
  const part = fc.oneof(marks.map(text), fc.uint8Array({ maxLength: 60 }), fc.constant(new Uint8Array(22)));
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
      expect((await verdictOf(bytes(...parts))).ok).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test("any files that can be packed are read back as they are", async () => {
  const name = fc.stringMatching(/^[a-zé0-9]{1,12}$/);
  const files = fc.uniqueArray(
    fc.tuple(fc.array(name, { minLength: 2, maxLength: 4 }), fc.uint8Array({ maxLength: 500 })),
    {
      // No name is both a file and a folder when all paths have the same first folder and different last names.
      selector: ([names]) => names.at(-1),
      maxLength: 10,
    },
  );
  await fc.assert(
    fc.asyncProperty(files, async (list) => {
      const chosen = list.map(([names, data], at) => ({
        // As it begins with more, no name is one that Windows keeps for itself, such as "con".
        path: `in-${names.slice(0, -1).join("-")}/${at}-${names.at(-1)}`,
        bytes: data,
      }));
      const parts: Uint8Array[] = [];
      for await (const part of packPackage(
        [
          ...chosen,
          { path: "index.html", bytes: text(page) },
          { path: "manifest.json", bytes: text(JSON.stringify(manifest)) },
        ],
        nodeCodec,
      )) {
        parts.push(part);
      }
      const { findings, files: read } = await inspectBytes(bytes(...parts));
      expect(findings).toEqual([]);
      const wanted = await Promise.all(
        chosen.map(async (file) => [file.path, await nodeCodec.sha256(file.bytes)]),
      );
      const got = new Map(read.map((file) => [file.path, file.sha256]));
      expect(wanted.map(([path = ""]) => [path, got.get(path)])).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});
