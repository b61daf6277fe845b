import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import {
  buildZip,
  bytes,
  codesOf,
  inspectBytes,
  manifest,
  type RawEntry,
  text,
  withManifest,
} from "./node/testing/zip-builder.ts";

const page = "<p>hello, hello, hello</p>";
const packed = deflateRawSync(text(page));
const zip = (entry: RawEntry) => buildZip(withManifest(entry));
/** Both headers say it. */
const stating = (fields: RawEntry["local"] & object, rest: Partial<RawEntry> = {}): RawEntry => ({
  name: "page.html",
  data: page,
  local: fields,
  central: fields,
  ...rest,
});
const nested = (...entries: RawEntry[]) => buildZip(entries);
const onlyManifest = nested({ name: "manifest.json", data: JSON.stringify(manifest) });
const MB = 1_000_000;
/** More than is held in memory, which deflate makes smaller, but not suspiciously so. */
const large = Uint8Array.from({ length: 9 * MB }, (_, at) => (Math.imul(at, 2_654_435_761) >>> 13) & 15);
const largePacked = deflateRawSync(large, { level: 1 });

describe("hostile contents are refused", () => {
  test.each<[string, Uint8Array, string[]]>([
    ["a stated size that is too small", zip(stating({ size: 5 })), ["entry_data_invalid"]],
    ["a stated size that is too large", zip(stating({ size: 500 })), ["entry_data_invalid"]],
    ["a stated size of nothing", zip(stating({ size: 0 })), ["entry_data_invalid"]],
    [
      "a stated size that checks for the part before it",
      zip(stating({ size: 5, crc: crc32(text(page.slice(0, 5))) })),
      ["entry_data_invalid"],
    ],
    ["a stored file with two sizes", zip(stating({ size: 3 }, { method: 0 })), ["entry_data_invalid"]],
    ["a wrong checksum", zip(stating({ crc: 0x1234_5678 })), ["entry_crc_mismatch"]],
    ["a wrong checksum of a stored file", zip(stating({ crc: 0 }, { method: 0 })), ["entry_crc_mismatch"]],
    [
      "data after the deflate stream",
      zip({ name: "a", data: page, packed: bytes(packed, text("hidden")) }),
      ["entry_data_invalid"],
    ],
    [
      "a second deflate stream",
      zip({ name: "a", data: page, packed: bytes(packed, packed) }),
      ["entry_data_invalid"],
    ],
    [
      "a deflate stream that is cut",
      zip({ name: "a", data: page, packed: packed.subarray(0, -3) }),
      ["entry_data_invalid"],
    ],
    [
      "no deflate stream at all",
      zip({ name: "a", data: "", packed: new Uint8Array(0) }),
      ["entry_data_invalid"],
    ],
    [
      "a reserved deflate block",
      zip({ name: "a", data: page, packed: Uint8Array.of(7, 0, 0) }),
      ["entry_data_invalid"],
    ],
    [
      "a distance before the start",
      zip({ name: "a", data: page, packed: Uint8Array.of(3, 2) }),
      ["entry_data_invalid"],
    ],
    [
      "stored data called deflated",
      zip({ name: "a", data: page, packed: text(page) }),
      ["entry_data_invalid"],
    ],
    [
      "deflated data called stored",
      zip(stating({ method: 0, size: packed.length }, { packed })),
      ["entry_crc_mismatch"],
    ],
    ["a bomb", zip({ name: "zeros", data: new Uint8Array(20 * MB) }), ["entry_ratio"]],
    [
      "a bomb that states little",
      zip({ name: "zeros", data: new Uint8Array(20 * MB), local: { size: 1000 }, central: { size: 1000 } }),
      ["entry_data_invalid"],
    ],
    [
      "a folder with packed data",
      zip({ name: "a/", data: "", packed: bytes([3, 0], text("hidden")) }),
      ["entry_data_invalid"],
    ],
    ["a package inside", zip({ name: "data.bin", data: onlyManifest, method: 0 }), ["nested_package"]],
    ["a package inside, deflated", zip({ name: "data.bin", data: onlyManifest }), ["nested_package"]],
    [
      "a package inside by its name",
      zip({ name: "second.mosis", data: "not an archive" }),
      ["nested_package"],
    ],
    [
      "archives in archives",
      zip({ name: "lib 0.zip", data: nested({ name: "book 0.zip", data: nested({ name: "page" }) }) }),
      ["nested_package"],
    ],
    [
      "a bomb inside an archive",
      zip({ name: "pictures", data: nested({ name: "zeros", data: new Uint8Array(20 * MB) }), method: 0 }),
      ["nested_archive_bomb"],
    ],
    [
      "an archive inside that cannot be read",
      zip({ name: "a.zip", data: bytes(nested({ name: "x" }), text("tail")) }),
      ["nested_archive_unreadable"],
    ],
    [
      "a package behind a script",
      zip({ name: "setup.sh", data: bytes(text("#!/bin/sh\n"), onlyManifest) }),
      ["nested_archive_unreadable"],
    ],
  ])("%s", async (_, archive, codes) => {
    const inspection = await inspectBytes(archive);
    expect(inspection.ok).toBe(false);
    expect(codesOf(inspection)).toEqual(codes);
  });

  test("an archive inside is only a warning when it hides nothing", async () => {
    const inspection = await inspectBytes(
      zip({ name: "book.epub", data: nested({ name: "chapter.html", data: page }) }),
    );
    expect(inspection.ok).toBe(true);
    expect(codesOf(inspection)).toEqual(["nested_archive"]);
  });

  test("an archive inside that is too large to be held is refused", async () => {
    const archive = zip({ name: "big.bin", data: nested({ name: "x", data: large, method: 0 }), method: 0 });
    expect(codesOf(await inspectBytes(archive))).toEqual(["nested_archive_unreadable"]);
  });

  test.each<[string, Partial<RawEntry>, string]>([
    ["a wrong checksum", { central: { crc: 1 }, local: { crc: 1 } }, "entry_crc_mismatch"],
    [
      "a stated size that is too small",
      { central: { size: 8.9 * MB }, local: { size: 8.9 * MB } },
      "entry_data_invalid",
    ],
    ["data after the deflate stream", { packed: bytes(largePacked, text("hidden")) }, "entry_data_invalid"],
    ["a deflate stream that is cut", { packed: largePacked.subarray(0, -9) }, "entry_data_invalid"],
  ])("a file too large to be held: %s", async (_, entry, code) => {
    expect(
      codesOf(await inspectBytes(zip({ name: "large.bin", data: large, packed: largePacked, ...entry }))),
    ).toEqual([code]);
  });

  test("a good file too large to be held", async () => {
    const inspection = await inspectBytes(zip({ name: "large.bin", data: large, packed: largePacked }));
    expect(inspection.findings).toEqual([]);
  });

  test("the total counts all entries, and the manifest is still read", async () => {
    const entries = Array.from({ length: 6 }, (_, at) => ({ name: `f${at}`, data: new Uint8Array(900_000) }));
    const inspection = await inspectBytes(buildZip(withManifest(...entries)), {
      limits: { totalBytes: 5 * MB },
    });
    expect(codesOf(inspection)).toEqual(["total_too_large"]);
    expect(inspection.manifest?.name).toBe("Notes");
    expect(inspection.files.map(({ path }) => path)).toEqual(["manifest.json"]);
  });

  test.each([
    ["package_too_large", { packageBytes: 100 }],
    ["too_many_entries", { entries: 1 }],
    ["directory_too_large", { directoryBytes: 50 }],
    ["entry_too_large", { entryBytes: 40 }],
    ["manifest_too_large", { manifestBytes: 20 }],
  ])("%s", async (code, limits) => {
    expect(codesOf(await inspectBytes(buildZip(withManifest()), { limits }))).toEqual([code]);
  });
});
