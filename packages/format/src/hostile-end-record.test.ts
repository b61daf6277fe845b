import { describe, expect, test } from "vitest";
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

const marker = 0xffff_ffff;
const page = "<p>hello, hello, hello</p>";
const file = (rest: Partial<RawEntry> = {}): RawEntry => ({ name: "page.html", data: page, ...rest });
const zip = (rest: Partial<RawEntry>, options?: ArchiveOptions) =>
  buildZip(withManifest(file(rest)), options);
const end22 = buildZip([]);

describe("a hostile end of the archive is refused", () => {
  test.each<[string, Uint8Array, string[]]>([
    // The end of the archive
    ["nothing", new Uint8Array(0), ["not_a_zip"]],
    ["less than an end record", text("PK\u0005\u0006"), ["not_a_zip"]],
    ["text", text("not a package\n".repeat(20)), ["not_a_zip"]],
    ["zeros", new Uint8Array(70_000), ["not_a_zip"]],
    ["bytes after the end", zip({}, { suffix: text("tail") }), ["end_record_not_last"]],
    ["a cut comment", zip({}, { comment: text("hi"), commentLength: 20 }), ["end_record_not_last"]],
    [
      "a comment longer than it says",
      zip({}, { comment: text("hidden"), commentLength: 2 }),
      ["end_record_not_last"],
    ],
    [
      "an archive in the comment",
      zip({}, { comment: buildZip(withManifest(file({ name: "other" }))) }),
      ["end_record_invalid"],
    ],
    ["an end record in the comment", zip({}, { comment: bytes(end22, text("x")) }), ["end_record_not_last"]],
    ["two end records", bytes(zip({}), end22), ["end_record_invalid"]],
    ["two archives in a row", bytes(zip({}), zip({ name: "other" })), ["end_record_invalid"]],
    [
      "two archives in a row, offsets counted",
      bytes(zip({}), zip({ name: "other" }, { shift: zip({}).length })),
      ["bytes_between_entries"],
    ],
    ["a script in front", zip({}, { prefix: text("#!/bin/sh\n") }), ["bytes_between_entries"]],
    [
      "a script in front that offsets do not count",
      bytes(text("#!/bin/sh\n"), zip({})),
      ["end_record_invalid"],
    ],
    ["a disk number", zip({}, { end: { disk: 1 } }), ["archive_split"]],
    ["a disk number for the directory", zip({}, { end: { directoryDisk: 3 } }), ["archive_split"]],
    ["an entry on another disk", zip({ central: { disk: 1 } }), ["archive_split"]],
    ["different counts", zip({}, { end: { here: 2 } }), ["end_record_invalid"]],
    ["fewer entries than there are", zip({}, { end: { here: 2, entries: 2 } }), ["directory_invalid"]],
    ["more entries than there are", zip({}, { end: { here: 4, entries: 4 } }), ["end_record_invalid"]],
    ["no entries stated", zip({}, { end: { here: 0, entries: 0 } }), ["directory_invalid"]],
    ["a directory size that is short", zip({}, { end: { size: 100 } }), ["end_record_invalid"]],
    [
      "a directory that starts later",
      zip({}, { end: { offset: 0, size: 0, here: 0, entries: 0 } }),
      ["end_record_invalid"],
    ],
    [
      "bytes between directory and end",
      zip({}, { afterDirectory: text("signature") }),
      ["end_record_invalid"],
    ],
    [
      "70,000 entries in 16 bits",
      buildZip(
        Array.from({ length: 66_000 }, (_, at) => ({ name: `f${at}`, method: 0 })),
        { end: { here: 464, entries: 464 } },
      ),
      ["directory_invalid"],
    ],
    [
      "70,000 entries in ZIP64",
      buildZip(
        Array.from({ length: 66_000 }, (_, at) => ({ name: `f${at}`, method: 0 })),
        { zip64: {}, end: { here: 0xffff, entries: 0xffff } },
      ),
      ["too_many_entries"],
    ],

    // ZIP64
    ["markers without a ZIP64 record", zip({}, { end: { offset: marker } }), ["end_record_invalid"]],
    [
      "the marker for the count without a ZIP64 record",
      zip({}, { end: { here: 0xffff, entries: 0xffff } }),
      ["end_record_invalid"],
    ],
    ["ZIP64 with another count", zip({}, { zip64: { here: 2, entries: 2 } }), ["end_record_invalid"]],
    [
      "ZIP64 with two counts",
      zip({}, { zip64: { here: 2 }, end: { here: 0xffff, entries: 0xffff } }),
      ["end_record_invalid"],
    ],
    ["ZIP64 with another directory", zip({}, { zip64: { offset: 0 } }), ["end_record_invalid"]],
    [
      "ZIP64 with another directory where the end record is silent",
      zip({}, { zip64: { offset: 0 }, end: { offset: marker } }),
      ["end_record_invalid"],
    ],
    [
      "ZIP64 values beyond any file",
      zip({}, { zip64: { offset: 2 ** 60 }, end: { offset: marker } }),
      ["end_record_invalid"],
    ],
    ["ZIP64 with extensible data", zip({}, { zip64: { length: 60 } }), ["end_record_invalid"]],
    ["ZIP64 elsewhere", zip({}, { zip64: { place: 0 } }), ["end_record_invalid"]],
    ["ZIP64 on two disks", zip({}, { zip64: { disks: 2 } }), ["archive_split"]],
    ["ZIP64 on another disk", zip({}, { zip64: { disk: 1 } }), ["archive_split"]],
    [
      "ZIP64 size of an entry missing",
      zip({ central: { size: marker } }),
      ["entry_zip64_invalid", "local_header_differs"],
    ],
    [
      "ZIP64 field nobody asked for",
      zip({ central: { extra: extra(1, le(8, page.length)) } }),
      ["entry_zip64_invalid"],
    ],
    [
      "ZIP64 field too long",
      zip({ central: { size: marker, extra: extra(1, le(8, page.length), le(8, 0)) } }),
      ["entry_zip64_invalid", "local_header_differs"],
    ],
    [
      "ZIP64 field twice",
      zip({ central: { size: marker, extra: bytes(extra(1, le(8, page.length)), extra(1, le(8, 5))) } }),
      ["entry_extra_invalid", "local_header_differs"],
    ],
    [
      "ZIP64 size that is short",
      zip({ central: { size: marker, extra: extra(1, le(8, 5)) } }),
      ["local_header_differs"],
    ],
    [
      "ZIP64 field in the local header alone",
      zip({ local: { size: marker, extra: extra(1, le(8, 5)) } }),
      ["local_header_differs"],
    ],
    ["empty ZIP64 field without a descriptor", zip({ local: { extra: extra(1) } }), ["entry_zip64_invalid"]],
  ])("%s", async (_, archive, codes) => {
    const inspection = await inspectBytes(archive);
    expect(inspection.ok).toBe(false);
    expect(codesOf(inspection).filter((code) => code !== "manifest_missing")).toEqual(codes);
  });
});
