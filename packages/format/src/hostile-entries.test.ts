import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import {
  type ArchiveOptions,
  buildZip,
  bytes,
  codesOf,
  extra,
  inspectBytes,
  le,
  type RawEntry,
  text,
  withManifest,
} from "./node/testing/zip-builder.ts";

const page = "<p>hello, hello, hello</p>";
const file = (rest: Partial<RawEntry> = {}): RawEntry => ({ name: "page.html", data: page, ...rest });
const zip = (rest: Partial<RawEntry>, options?: ArchiveOptions) =>
  buildZip(withManifest(file(rest)), options);
const packedSize = deflateRawSync(text(page)).length;
const unicodePath = (name: string, of: string) =>
  extra(0x7075, bytes([1], le(4, crc32(text(of))), text(name)));

describe("hostile entries are refused", () => {
  test.each<[string, Uint8Array, string[]]>([
    // Entries
    [
      "entries that overlap in full",
      buildZip(
        withManifest(file(), { ...file({ name: "copy.html" }), only: "central", central: { offset: 0 } }),
      ),
      ["entries_overlap"],
    ],
    [
      "a directory that lists one entry twice",
      buildZip([
        ...withManifest(),
        ...withManifest()
          .slice(0, 1)
          .map((entry) => ({ ...entry, only: "central" as const, central: { offset: 0 } })),
      ]),
      ["entries_overlap"],
    ],
    ["an entry inside another", quotedOverlap(2), ["entries_overlap"]],
    ["a bomb of quoted local headers", quotedOverlap(200), ["entries_overlap"]],
    ["an entry behind the end", zip({ central: { offset: 5_000_000 } }), ["entries_overlap"]],
    ["an entry in the directory", zip({ central: { compressedSize: 200 } }), ["entries_overlap"]],
    ["a gap between entries", zip({ before: text("hidden data") }), ["bytes_between_entries"]],
    ["a hidden entry", zip({ only: "local" }), ["bytes_before_directory"]],
    [
      "a hidden entry between two",
      buildZip(withManifest(file({ only: "local" }), file({ name: "last" }))),
      ["bytes_between_entries"],
    ],
    ["an entry without a local header", zip({ only: "central" }), ["entries_overlap"]],
    ["bytes before the directory", zip({}, { beforeDirectory: text("data") }), ["bytes_before_directory"]],
    ["a wrong local signature", zip({ local: { signature: 0x1234_5678 } }), ["local_header_invalid"]],
    ["a wrong central signature", zip({ central: { signature: 0x1234_5678 } }), ["directory_invalid"]],
    ["another name in the local header", zip({ local: { name: "evil.html" } }), ["local_header_differs"]],
    [
      "a longer name in the local header",
      zip({ local: { name: "page.html.exe" } }),
      ["local_header_differs"],
    ],
    ["another method in the local header", zip({ local: { method: 0 } }), ["local_header_differs"]],
    ["another size in the local header", zip({ local: { size: 1 } }), ["local_header_differs"]],
    [
      "another packed size in the local header",
      zip({ local: { compressedSize: 1 } }),
      ["local_header_differs"],
    ],
    ["another checksum in the local header", zip({ local: { crc: 1 } }), ["local_header_differs"]],
    [
      "zero sizes in the local header",
      zip({ local: { crc: 0, size: 0, compressedSize: 0 } }),
      ["local_header_differs"],
    ],
    ["another time in the local header", zip({ local: { time: 7 } }), ["local_header_differs"]],
    ["UTF-8 in one header only", zip({ local: { flags: 0x800 } }), ["local_header_differs"]],
    [
      "a descriptor in the local header only",
      zip({ local: { flags: 8 } }),
      ["local_header_differs", "data_descriptor_invalid"],
    ],
    [
      "a descriptor in the directory only",
      zip({ central: { flags: 8 } }),
      ["local_header_differs", "data_descriptor_invalid"],
    ],
    ["a descriptor that is missing", zip({ descriptor: new Uint8Array(0) }), ["data_descriptor_invalid"]],
    [
      "a descriptor without signature",
      zip({
        descriptor: bytes(le(4, crc32(text(page))), le(4, packedSize), le(4, page.length)),
        local: { crc: 0, size: 0, compressedSize: 0 },
      }),
      ["data_descriptor_invalid"],
    ],
    [
      "a descriptor with another checksum",
      zip({ descriptor: bytes(le(4, 0x0807_4b50), le(4, 1), le(4, packedSize), le(4, page.length)) }),
      ["data_descriptor_invalid"],
    ],
    [
      "a descriptor with another size",
      zip({ descriptor: bytes(le(4, 0x0807_4b50), le(4, crc32(text(page))), le(4, packedSize), le(4, 1)) }),
      ["data_descriptor_invalid"],
    ],
    [
      "a 64-bit descriptor nobody announced",
      zip({ descriptor: "64" }),
      ["data_descriptor_invalid", "bytes_before_directory"],
    ],

    // What readers cannot do, or do differently
    ["encryption", zip({ flags: 1 }), ["entry_encrypted"]],
    ["strong encryption", zip({ flags: 0x41 }), ["entry_encrypted"]],
    ["a masked directory", zip({ flags: 0x2000 }), ["entry_encrypted"]],
    [
      "AES",
      zip({
        method: 99,
        local: { extra: extra(0x9901, new Uint8Array(7)) },
        central: { extra: extra(0x9901, new Uint8Array(7)) },
      }),
      ["entry_encrypted", "entry_method_unsupported"],
    ],
    ["patched data", zip({ flags: 0x20 }), ["entry_flags_unsupported"]],
    ["enhanced deflation", zip({ method: 9 }), ["entry_method_unsupported"]],
    ["LZMA", zip({ method: 14 }), ["entry_method_unsupported"]],
    ["Zstandard", zip({ method: 93 }), ["entry_method_unsupported"]],
    [
      "extra fields that end early",
      zip({ central: { extra: Uint8Array.of(1, 2, 3) } }),
      ["entry_extra_invalid"],
    ],
    [
      "an extra field longer than its space",
      zip({ central: { extra: bytes(le(2, 0x5455), le(2, 50), [1]) } }),
      ["entry_extra_invalid"],
    ],
    [
      "an extra field with a link target",
      zip({ central: { extra: extra(0x756e, new Uint8Array(14)) } }),
      ["entry_extra_invalid"],
    ],
    [
      "a second name",
      zip({ central: { extra: unicodePath("other.html", "page.html") } }),
      ["name_ambiguous"],
    ],
    [
      "a second name in the local header",
      zip({ local: { extra: unicodePath("other.html", "page.html") } }),
      ["name_ambiguous"],
    ],
    [
      "a second name for another first",
      zip({ central: { extra: unicodePath("page.html", "other.html") } }),
      ["name_ambiguous"],
    ],
    ["a link", zip({ data: "/etc/passwd", central: { attributes: 0o120777 * 0x1_0000 } }), ["entry_special"]],
    [
      "a link on a DOS host",
      zip({ data: "../x", central: { madeBy: 20, attributes: 0o120777 * 0x1_0000 } }),
      ["entry_special"],
    ],
    ["a version nobody reads", zip({ central: { version: 64 } }), ["entry_version_unsupported"]],
    [
      "a version nobody reads in the local header",
      zip({ local: { version: 255 } }),
      ["entry_version_unsupported"],
    ],
    ["a version for VMS", zip({ central: { version: 0x0214 } }), ["entry_version_unsupported"]],
    ["a Windows link", zip({ data: "", central: { madeBy: 20, attributes: 0x400 } }), ["entry_special"]],
    [
      "a Windows link made on Unix",
      zip({ data: "", central: { attributes: 0x8124_0420 } }),
      ["entry_special"],
    ],
    ["a device", zip({ data: "", central: { attributes: 0o020666 * 0x1_0000 } }), ["entry_special"]],
    ["a pipe", zip({ data: "", central: { attributes: 0o010666 * 0x1_0000 } }), ["entry_special"]],
    ["a socket", zip({ data: "", central: { attributes: 0o140666 * 0x1_0000 } }), ["entry_special"]],
    ["a volume label", zip({ data: "", central: { attributes: 8 } }), ["entry_special"]],
    [
      "a folder by mode, a file by name",
      zip({ central: { attributes: 0o040755 * 0x1_0000 } }),
      ["entry_kind_unclear"],
    ],
    [
      "a folder on an Amiga, a file by name",
      zip({ central: { madeBy: 0x0114, attributes: 0o104755 * 0x1_0000 } }),
      ["entry_kind_unclear"],
    ],
    ["a folder by attribute, a file by name", zip({ central: { attributes: 0x10 } }), ["entry_kind_unclear"]],
    [
      "a file by mode, a folder by name",
      zip({ name: "a/", data: "", central: { attributes: 0o100644 * 0x1_0000 } }),
      ["entry_kind_unclear"],
    ],
    ["a folder with contents", zip({ name: "a/" }), ["folder_with_contents"]],
  ])("%s", async (_, archive, codes) => {
    const inspection = await inspectBytes(archive);
    expect(inspection.ok).toBe(false);
    expect(codesOf(inspection).filter((code) => code !== "manifest_missing")).toEqual(codes);
  });
});

/**
 * The construction of the "better zip bomb": each file's data begins with a stored deflate block that quotes the
 * local header of the next file, so that all of them share the last one's data.
 */
function quotedOverlap(count: number): Uint8Array {
  const kernel = deflateRawSync(new Uint8Array(100_000));
  const entries = withManifest();
  const before = buildZip(entries, { end: {} });
  const start = before.length - 22 - entries.reduce((sum, { name }) => sum + 46 + name.length, 0);
  let tail: Uint8Array<ArrayBuffer> = bytes(kernel);
  let unpacked = new Uint8Array(100_000);
  const files: { name: string; header: Uint8Array; crc: number; compressedSize: number; size: number }[] = [];
  for (let at = count - 1; at >= 0; at -= 1) {
    const name = `f${at}`;
    const next = files[0];
    if (next !== undefined) {
      const quoted = next.header;
      tail = bytes([0], le(2, quoted.length), le(2, quoted.length ^ 0xffff), quoted, tail);
      unpacked = bytes(quoted, unpacked);
    }
    const crc = crc32(unpacked);
    const local = buildZip([
      {
        name,
        data: "",
        packed: tail,
        only: "local",
        local: { crc, size: unpacked.length, compressedSize: tail.length },
      },
    ]);
    files.unshift({
      name,
      header: local.slice(0, 30 + name.length),
      crc,
      compressedSize: tail.length,
      size: unpacked.length,
    });
  }
  let offset = start;
  const central = files.map(({ name, header, crc, compressedSize, size }): RawEntry => {
    const entry: RawEntry = { name, only: "central", central: { crc, compressedSize, size, offset } };
    // The next header begins after this one and the five bytes of the block that quotes it.
    offset += header.length + 5;
    return entry;
  });
  const body = bytes(files[0]?.header ?? new Uint8Array(0), tail);
  return buildZip([...entries, ...central], { beforeDirectory: body });
}
