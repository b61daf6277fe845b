import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codesOf, inspectBytes } from "./node/testing/zip-builder.ts";

const root = join(import.meta.dirname, "../test/corpus/zip");

/** No file of the corpora is a package; what they test is everything but the manifest. */
const accept: readonly string[] = [];
const offset = ["end_record_invalid"];
const flagOnOneSide = ["local_header_differs"];
const flagAndDescriptor = ["local_header_differs", "data_descriptor_invalid"];
const directoryStatesLess = ["local_header_differs", "bytes_before_directory"];

/**
 * The verdict on every file, with the reason. Where the corpora disagree with each other or with us:
 * - `short_usize*`: warehouse accepts, malo calls them malicious. Refused: the stated size is a lie, and readers that
 *   stop at it see other contents than readers that do not.
 * - `data_descriptor.zip`, `data_descriptor_zip64.zip`: malo accepts, warehouse refuses. Refused: only the local
 *   header says that a descriptor follows, so that readers disagree where the next entry begins. Descriptors both
 *   headers announce are accepted (hostile.test.ts).
 * - `nosubdir.zip`: malo is in doubt as the folder has no entry of its own, warehouse accepts. Accepted: folders
 *   follow from paths.
 * - `crc_*`: malo is in doubt about equal or zero checksums. Accepted: files are told apart by SHA-256.
 * - `comment.zip`: accepted by both. A comment may not hold an end record (`8bitcomment.zip`, `zipinzip.zip`).
 */
const verdicts: Record<string, readonly string[]> = {
  "malo/accept/comment.zip": accept,
  "malo/accept/data_descriptor.zip": flagOnOneSide,
  "malo/accept/data_descriptor_zip64.zip": flagOnOneSide,
  "malo/accept/deflate.zip": accept,
  "malo/accept/normal_deflate.zip": accept,
  "malo/accept/normal_deflate_zip64_extra.zip": accept,
  "malo/accept/store.zip": accept,
  "malo/accept/subdir.zip": accept,
  "malo/accept/zip64_eocd.zip": accept,

  "malo/iffy/8bitcomment.zip": ["end_record_not_last"],
  // The table of contents states fewer bytes than the entry has.
  "malo/iffy/comment_cdsize_0.zip": directoryStatesLess,
  "malo/iffy/comment_cdsize_3.zip": directoryStatesLess,
  "malo/iffy/crc_collision_empty_nonempty.zip": accept,
  "malo/iffy/crc_collision_two_nonempty.zip": accept,
  "malo/iffy/crc_zero_nonempty.zip": accept,
  // Zeros in the table of contents, where nothing may be left open.
  "malo/iffy/data_descriptor_cd_zero.zip": [...flagAndDescriptor, "bytes_before_directory"],
  // A descriptor nobody announces, and zeros in the local header.
  "malo/iffy/data_descriptor_flag_off.zip": directoryStatesLess,
  "malo/iffy/data_descriptor_flag_off_cd_zero.zip": ["entry_data_invalid", "bytes_before_directory"],
  // A descriptor without its signature cannot be told from data.
  "malo/iffy/data_descriptor_no_sig.zip": flagAndDescriptor,
  ...Object.fromEntries(
    ["", "_cmt_0", "_cmt_a", "_cmt_abc123", "_cmt_comment", "_cmt_foo", "_cmt_hello", "_cmt_meta"]
      .concat(["_cmt_packets", "_cmt_warehouse", "_cmt_zz"])
      .map((name) => [
        `malo/iffy/data_descriptor_zero${name}.zip`,
        [...flagAndDescriptor, "bytes_before_directory"],
      ]),
  ),
  "malo/iffy/extra3byte.zip": ["entry_extra_invalid"],
  // Code page 437 in the header, another name in the Unicode field.
  "malo/iffy/non_ascii_original_name.zip": ["name_encoding", "name_ambiguous"],
  "malo/iffy/nosubdir.zip": accept,
  // Bytes before the archive that its offsets do not count: another archive could be there.
  "malo/iffy/prefix.zip": offset,
  "malo/iffy/prefix_comment.zip": offset,
  "malo/iffy/prefix_crc_collision_two_nonempty.zip": offset,
  "malo/iffy/prefix_data_descriptor.zip": offset,
  "malo/iffy/prefix_data_descriptor_zip64.zip": offset,
  "malo/iffy/prefix_deflate.zip": offset,
  "malo/iffy/prefix_non_ascii_original_name.zip": offset,
  "malo/iffy/prefix_normal_deflate.zip": offset,
  "malo/iffy/prefix_normal_deflate_zip64_extra.zip": offset,
  "malo/iffy/prefix_store.zip": offset,
  "malo/iffy/prefix_subdir.zip": offset,
  "malo/iffy/prefix_zip64_eocd.zip": offset,
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5, 6, 7].map((size) => [`malo/iffy/store_cdsize_${size}.zip`, directoryStatesLess]),
  ),
  "malo/iffy/suffix_not_comment.zip": ["end_record_not_last"],
  "malo/iffy/trailing_slash_attr_mismatch.zip": ["entry_kind_unclear"],
  // Readers differ in whether they skip the extensible data.
  "malo/iffy/zip64_eocd_extensible_data.zip": ["end_record_invalid"],
  "malo/iffy/zip64_extra_too_long.zip": ["entry_zip64_invalid"],
  "malo/iffy/zip64_extra_too_short.zip": ["entry_zip64_invalid", "entries_overlap"],

  "malo/malicious/second_unicode_extra.zip": ["name_ambiguous"],
  "malo/malicious/short_usize.zip": ["entry_data_invalid"],
  "malo/malicious/short_usize_zip64.zip": ["entry_zip64_invalid", "entry_data_invalid"],
  "malo/malicious/trailing_slash_name.zip": ["folder_with_contents"],
  "malo/malicious/trailing_slash_payload.zip": ["folder_with_contents"],
  "malo/malicious/unicode_extra_chain.zip": ["name_ambiguous"],
  "malo/malicious/zip64_eocd_confusion.zip": ["end_record_invalid"],
  "malo/malicious/zipinzip.zip": ["end_record_invalid"],

  "malo/reject/cd_extra_entry.zip": ["entries_overlap"],
  "malo/reject/cd_missing_entry.zip": ["bytes_before_directory"],
  "malo/reject/data_descriptor_bad_content_zero_crc.zip": flagAndDescriptor,
  "malo/reject/data_descriptor_bad_crc.zip": flagAndDescriptor,
  "malo/reject/data_descriptor_bad_crc_0.zip": flagAndDescriptor,
  "malo/reject/data_descriptor_bad_csize.zip": flagAndDescriptor,
  "malo/reject/data_descriptor_bad_usize.zip": flagAndDescriptor,
  "malo/reject/data_descriptor_bad_usize_no_sig.zip": flagAndDescriptor,
  "malo/reject/data_descriptor_zip64_csize.zip": flagAndDescriptor,
  "malo/reject/data_descriptor_zip64_usize.zip": flagAndDescriptor,
  "malo/reject/shortextra.zip": ["entry_extra_invalid", "directory_invalid"],
  "malo/reject/zip64_extra_csize.zip": ["entries_overlap"],
  "malo/reject/zip64_extra_usize.zip": ["entry_data_invalid"],

  "warehouse/accept/comment.zip": accept,
  "warehouse/accept/deflate.zip": accept,
  "warehouse/accept/empty.zip": accept,
  "warehouse/accept/normal_deflate.zip": accept,
  "warehouse/accept/nosubdir.zip": accept,
  "warehouse/accept/short_usize.zip": ["entry_data_invalid"],
  "warehouse/accept/short_usize_zip64.zip": ["entry_zip64_invalid", "entry_data_invalid"],
  "warehouse/accept/store.zip": accept,
  "warehouse/accept/subdir.zip": accept,
  "warehouse/accept/zip64_eocd.zip": accept,

  "warehouse/reject/8bitcomment.zip": ["end_record_not_last"],
  // The entry's comment is not counted in the size of the table of contents.
  "warehouse/reject/cd_comment.zip": offset,
  "warehouse/reject/cd_extra_entry.zip": ["entries_overlap"],
  "warehouse/reject/cd_missing_entry.zip": ["bytes_before_directory"],
  "warehouse/reject/data_descriptor.zip": flagOnOneSide,
  "warehouse/reject/data_descriptor_bad_crc.zip": flagAndDescriptor,
  "warehouse/reject/data_descriptor_bad_crc_0.zip": flagAndDescriptor,
  "warehouse/reject/data_descriptor_bad_csize.zip": flagAndDescriptor,
  "warehouse/reject/data_descriptor_bad_usize.zip": flagAndDescriptor,
  "warehouse/reject/data_descriptor_bad_usize_no_sig.zip": flagAndDescriptor,
  "warehouse/reject/data_descriptor_zip64.zip": flagOnOneSide,
  "warehouse/reject/data_descriptor_zip64_csize.zip": flagAndDescriptor,
  "warehouse/reject/data_descriptor_zip64_usize.zip": flagAndDescriptor,
  // The first end record lies inside the second one's table of contents.
  "warehouse/reject/dupe_eocd.zip": ["directory_invalid"],
  "warehouse/reject/eocd64_locator_mismatch.zip": ["end_record_invalid"],
  "warehouse/reject/eocd64_non_locator.zip": ["end_record_invalid"],
  "warehouse/reject/eocd64_without_eocd.zip": ["end_record_invalid"],
  "warehouse/reject/eocd64_without_locator.zip": ["end_record_invalid"],
  "warehouse/reject/extra3byte.zip": ["entry_extra_invalid"],
  // Its end record is on disk 1 of a split archive.
  "warehouse/reject/missing_local_file.zip": ["archive_split"],
  "warehouse/reject/non_ascii_original_name.zip": ["name_encoding", "name_ambiguous"],
  "warehouse/reject/not.zip": ["not_a_zip"],
  "warehouse/reject/prefix.zip": offset,
  "warehouse/reject/second_unicode_extra.zip": ["name_ambiguous"],
  "warehouse/reject/shortextra.zip": ["entry_extra_invalid", "directory_invalid"],
  "warehouse/reject/suffix_not_comment.zip": ["end_record_not_last"],
  "warehouse/reject/unicode_extra_chain.zip": ["name_ambiguous"],
  // The same name twice.
  "warehouse/reject/wheel-1.0-py3-none-any.whl": ["name_duplicate"],
  "warehouse/reject/zip64_eocd_confusion.zip": ["end_record_invalid"],
  "warehouse/reject/zip64_eocd_extensible_data.zip": ["end_record_invalid"],
  "warehouse/reject/zip64_extra_csize.zip": ["entries_overlap"],
  "warehouse/reject/zip64_extra_too_long.zip": ["entry_zip64_invalid"],
  "warehouse/reject/zip64_extra_too_short.zip": ["entry_zip64_invalid", "entries_overlap"],
  "warehouse/reject/zip64_extra_usize.zip": ["entry_data_invalid"],
  "warehouse/reject/zipinzip.zip": ["end_record_invalid"],
};

describe("the archives of the warehouse and malo corpora", () => {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.(zip|whl)$/.test(file));

  test("each has a verdict", () => {
    expect(Object.keys(verdicts).sort()).toEqual(files.sort());
  });

  test("nothing malicious is accepted", () => {
    const malicious = files.filter((file) => file.startsWith("malo/malicious/") || file.includes("/reject/"));
    expect(malicious.filter((file) => verdicts[file]?.length === 0)).toEqual([]);
  });

  test.each(Object.entries(verdicts))("%s: %j", async (file, codes) => {
    const inspection = await inspectBytes(readFileSync(join(root, file)));
    expect(codesOf(inspection).filter((code) => code !== "manifest_missing")).toEqual(codes);
  });
});
