import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../crc32.ts";
import {
  type ArchiveOptions,
  buildZip,
  bytes,
  extra,
  le,
  type RawEntry,
  text,
  withManifest,
} from "./zip-builder.ts";

const marker = 0xffff_ffff;
const page = "<p>hello, hello, hello</p>";
const file = (rest: Partial<RawEntry> = {}): RawEntry => ({ name: "page.html", data: page, ...rest });
const zip = (rest: Partial<RawEntry>, options?: ArchiveOptions) =>
  buildZip(withManifest(file(rest)), options);
const packedSize = deflateRawSync(text(page)).length;
const unicodePath = (name: string, of: string) =>
  extra(0x7075, bytes([1], le(4, crc32(text(of))), text(name)));

/** Every form of an archive that honest writers use, with what it shows. */
export const honestArchives: readonly (readonly [name: string, archive: Uint8Array])[] = [
  ["stored", zip({ method: 0 })],
  ["deflated", zip({})],
  ["with an empty file", zip({ name: "empty", data: "" })],
  [
    "with folders",
    buildZip(withManifest({ name: "a/", method: 0 }, { name: "a/b/", method: 0 }, file({ name: "a/b/c" }))),
  ],
  [
    "with a folder that has DOS attributes",
    buildZip(withManifest({ name: "a/", method: 0, central: { attributes: 0x10 } })),
  ],
  ["with a folder deflated to nothing", buildZip(withManifest({ name: "a/", packed: Uint8Array.of(3, 0) }))],
  ["with a mode that has no type", zip({ central: { attributes: 0o644 * 0x1_0000 } })],
  ["with a comment", zip({}, { comment: text("made with care") })],
  ["with comments on entries", zip({ central: { comment: text("start") } })],
  ["with a data descriptor", zip({ descriptor: "32" })],
  ["with a data descriptor on a stored file", zip({ descriptor: "32", method: 0 })],
  [
    "with a data descriptor and the sizes in front",
    zip({
      descriptor: "32",
      local: { crc: crc32(text(page)), size: page.length, compressedSize: packedSize },
    }),
  ],
  ["with a data descriptor and one size in front", zip({ descriptor: "32", local: { size: page.length } })],
  ["with a 64-bit data descriptor", zip({ descriptor: "64", local: { extra: extra(1) } })],
  [
    "with a 64-bit data descriptor the directory announces",
    zip({ descriptor: "64", central: { size: marker, extra: extra(1, le(8, page.length)) } }),
  ],
  [
    "with ZIP64 sizes",
    zip({
      local: {
        size: marker,
        compressedSize: marker,
        extra: extra(1, le(8, page.length), le(8, packedSize)),
      },
      central: {
        size: marker,
        compressedSize: marker,
        extra: extra(1, le(8, page.length), le(8, packedSize)),
      },
    }),
  ],
  ["with a ZIP64 end record", zip({}, { zip64: {} })],
  [
    "with a ZIP64 end record that is needed",
    zip({}, { zip64: {}, end: { here: 0xffff, entries: 0xffff, size: marker, offset: marker } }),
  ],
  [
    "with times and owners",
    zip({
      local: { extra: extra(0x5455, Uint8Array.of(3), le(4, 1), le(4, 2)) },
      central: { extra: extra(0x5455, Uint8Array.of(3), le(4, 1)) },
    }),
  ],
  [
    "with a name given again in UTF-8",
    zip({
      name: "é.html",
      local: { extra: unicodePath("é.html", "é.html") },
      central: { extra: unicodePath("é.html", "é.html") },
    }),
  ],
  [
    "with a name beyond ASCII from DOS, given again in UTF-8",
    zip({
      name: "é.html",
      local: { extra: unicodePath("é.html", "é.html") },
      central: { madeBy: 20, extra: unicodePath("é.html", "é.html") },
    }),
  ],
  ["with version needed raised in one header", zip({ central: { version: 45 } })],
];
