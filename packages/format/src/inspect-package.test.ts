import { createCipheriv, createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { nodeCodec } from "./node/node-codec.ts";
import {
  buildZip,
  bytes,
  codesOf,
  inspectBytes,
  manifest,
  text,
  withManifest,
} from "./node/testing/zip-builder.ts";
import { packPackage } from "./pack-package.ts";
import { blobSource, bytesSource } from "./source.ts";
import { webCodec } from "./web-codec.ts";

const sha256 = (value: string) => createHash("sha256").update(value).digest("hex");

const manifestWith = (fields: object) => ({
  name: "manifest.json",
  data: JSON.stringify({ ...manifest, ...fields }),
});
const page = { name: "index.html", data: "<p>Notes</p>" };

describe("a good package", () => {
  const archive = buildZip([
    page,
    { name: "a/", method: 0 },
    { name: "a/b.txt", data: "b", method: 0 },
    manifestWith({}),
  ]);

  test("gives manifest, files sorted by path, and sums", async () => {
    const inspection = await inspectBytes(archive);
    expect(inspection).toMatchObject({ ok: true, findings: [], observed: [], manifest });
    expect(inspection.files.map(({ path, size, sha256 }) => [path, size, sha256])).toEqual([
      ["a/b.txt", 1, sha256("b")],
      ["index.html", 12, sha256(page.data)],
      ["manifest.json", JSON.stringify(manifest).length, sha256(JSON.stringify(manifest))],
    ]);
    expect(inspection.totals).toEqual({
      files: 3,
      compressedBytes: inspection.files.reduce((sum, file) => sum + file.compressedSize, 0),
      uncompressedBytes: 13 + JSON.stringify(manifest).length,
    });
  });

  test("is the same in the browser's codec, from a Blob, and through JSON", async () => {
    const here = await inspectBytes(archive);
    const there = await inspectBytes(archive, { codec: webCodec, source: blobSource(new Blob([archive])) });
    expect(JSON.parse(JSON.stringify(there))).toEqual(here);
  });
});

describe("the manifest and the files it names", () => {
  test("no manifest", async () => {
    expect(codesOf(await inspectBytes(buildZip([page])))).toEqual(["manifest_missing"]);
  });

  test("a packed folder instead of its contents", async () => {
    const { findings } = await inspectBytes(
      buildZip([
        { ...page, name: "notes/index.html" },
        { ...manifestWith({}), name: "notes/manifest.json" },
      ]),
    );
    expect(findings).toMatchObject([{ code: "manifest_misplaced", path: "notes/manifest.json" }]);
    expect(findings[0]?.message).toContain("the folder notes;");
  });

  test.each([
    ["Index.html", 'Did you mean "index.html"? Correct "entry".'],
    ["main.js", 'Add the file, or correct "entry".'],
    ["idnex.html", 'Did you mean "index.html"? Correct "entry".'],
  ])("entry %s", async (entry, fix) => {
    const { findings, manifest: read } = await inspectBytes(buildZip([manifestWith({ entry }), page]));
    expect(findings).toMatchObject([{ code: "entry_file_missing", path: "manifest.json", fix }]);
    expect(read?.entry).toBe(entry);
  });

  test("a folder is not an entry", async () => {
    const archive = buildZip([manifestWith({ entry: "app" }), { name: "app/", method: 0 }]);
    expect(codesOf(await inspectBytes(archive))).toEqual(["entry_file_missing"]);
  });

  test("an icon that is missing, that is no picture, and that is too large", async () => {
    const icon = manifestWith({ icon: "icon.png" });
    expect(codesOf(await inspectBytes(buildZip([icon, page])))).toEqual(["icon_file_missing"]);
    const svg = { name: "icon.png", data: "<svg/>" };
    const { findings } = await inspectBytes(buildZip([icon, page, svg]));
    expect(findings).toMatchObject([
      {
        code: "icon_invalid",
        path: "icon.png",
        message: "The icon cannot be used: The file is not a PNG picture.",
      },
    ]);
    const limits = { iconBytes: 3 };
    expect(codesOf(await inspectBytes(buildZip([icon, page, svg]), { limits }))).toEqual(["icon_invalid"]);
  });

  test("an icon whose data is damaged is told once", async () => {
    const archive = buildZip([
      manifestWith({ icon: "icon.png" }),
      page,
      { name: "icon.png", data: "x", packed: text("??") },
    ]);
    expect(codesOf(await inspectBytes(archive))).toEqual(["entry_data_invalid"]);
  });
});

describe("the report", () => {
  const faulty = buildZip([
    manifestWith({ entry: "start.html", permissions: ["radio"], colour: 1 }),
    { name: "../up", data: "1" },
    { name: "a", data: "2", central: { crc: 1 }, local: { crc: 1 } },
    { name: "b", data: "3", method: 12 },
  ]);

  test("has everything, errors first", async () => {
    expect(codesOf(await inspectBytes(faulty))).toEqual([
      "entry_method_unsupported",
      "name_parent",
      "entry_crc_mismatch",
      "permission_unknown",
      "manifest_key_unknown",
    ]);
  });

  test("lists no more than the limit and counts the rest", async () => {
    const archive = buildZip(
      withManifest(...Array.from({ length: 500 }, (_, at) => ({ name: `../${at}`, data: "" }))),
    );
    const { findings, ok } = await inspectBytes(archive, { limits: { findings: 20 } });
    expect(ok).toBe(false);
    expect(findings).toHaveLength(21);
    expect(findings.at(-1)).toMatchObject({ code: "more_findings", message: "There are 480 more findings." });
  });

  test("keeps rules on trial apart", async () => {
    const archive = buildZip(withManifest({ name: "con", data: "" }));
    const inspection = await inspectBytes(archive, { observe: ["name_reserved"] });
    expect(inspection).toMatchObject({
      ok: true,
      findings: [],
      observed: [{ code: "name_reserved", path: "con" }],
    });
  });

  test("does not put the framing on trial", async () => {
    await expect(inspectBytes(faulty, { observe: ["entries_overlap"] })).rejects.toThrow(RangeError);
  });
});

describe("reading", () => {
  const noise = createCipheriv("aes-128-ctr", new Uint8Array(16), new Uint8Array(16)).update(
    new Uint8Array(12_000_000),
  );
  const large = buildZip(withManifest({ name: "a.bin", data: noise }));

  test("goes through the file in a few large reads", async () => {
    const reads: number[] = [];
    const source = bytesSource(large);
    await inspectBytes(large, {
      source: {
        size: source.size,
        read: (offset, length) => {
          reads.push(length);
          return source.read(offset, length);
        },
      },
    });
    expect(reads.length).toBeLessThan(10);
    expect(Math.max(...reads)).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  test("tells how far it is", async () => {
    const seen: number[] = [];
    await inspectBytes(large, { onProgress: ({ bytes: done }) => seen.push(done) });
    expect(seen.at(-1)).toBe(large.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test("stops when it is told to", async () => {
    const reason = new Error("enough");
    await expect(inspectBytes(large, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test.each([nodeCodec, webCodec])("a source that fails is no verdict on the package", async (codec) => {
    const source = bytesSource(large);
    let reads = 0;
    const failing = {
      size: source.size,
      read: (offset: number, length: number) => {
        reads += 1;
        return reads > 3 ? Promise.reject(new Error("disk on fire")) : source.read(offset, length);
      },
    };
    await expect(inspectBytes(large, { codec, source: failing })).rejects.toThrow("disk on fire");
  });
});

test("the packer writes what the inspection accepts, in any order of the files", async () => {
  const files = [
    { path: "manifest.json", bytes: text(JSON.stringify(manifest)) },
    { path: "index.html", bytes: text("<p>".repeat(1000)) },
    { path: "é/noise.bin", bytes: Uint8Array.from({ length: 1000 }, (_, at) => (at * 7919) % 256) },
    { path: "empty", bytes: new Uint8Array(0) },
  ];
  const pack = async (list: typeof files) => {
    const parts: Uint8Array[] = [];
    for await (const part of packPackage(list, nodeCodec)) parts.push(part);
    return bytes(...parts);
  };
  const archive = await pack(files);
  expect(await pack(files.toReversed())).toEqual(archive);
  const inspection = await inspectBytes(archive);
  expect(inspection.findings).toEqual([]);
  expect(inspection.files.map(({ path }) => path)).toEqual([
    "empty",
    "index.html",
    "manifest.json",
    "é/noise.bin",
  ]);
  await expect(pack([...files, { path: "empty", bytes: new Uint8Array(1) }])).rejects.toThrow("given twice");
  await expect(pack([{ path: "../x", bytes: new Uint8Array(1) }])).rejects.toThrow("cannot hold");
});
