/** What one kind of finding says. `{name}` stands for a value filled in when it is found. */
interface CatalogueEntry {
  readonly group: "archive" | "names" | "contents" | "manifest" | "report";
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly fix: string;
}

const repack = "Pack the folder again with `mosis pack`.";

/**
 * Every finding there is. Codes are stable: tools and people may rely on them. docs/package-format.md documents
 * each with an example, and a test holds the two together.
 */
export const catalogue = {
  // The file as an archive
  package_too_large: {
    group: "archive",
    severity: "error",
    message: "The package is {size}; the limit is {limit}.",
    fix: "Leave out files the app does not need, such as source maps, or compress large media.",
  },
  not_a_zip: {
    group: "archive",
    severity: "error",
    message: "The file is not a ZIP archive, or its end is missing.",
    fix: "Choose the .mosis file that `mosis pack` wrote; if it was copied or downloaded, do that again.",
  },
  end_record_not_last: {
    group: "archive",
    severity: "error",
    message:
      "There are bytes after the end of the archive, or its comment is cut or holds another end record.",
    fix: "Remove what was appended to the file, or pack the folder again with `mosis pack`.",
  },
  end_record_invalid: {
    group: "archive",
    severity: "error",
    message: "The end record of the archive contradicts the file: {reason}.",
    fix: repack,
  },
  archive_split: {
    group: "archive",
    severity: "error",
    message: "The archive is one part of a split archive.",
    fix: "Pack the folder into one file with `mosis pack`.",
  },
  directory_too_large: {
    group: "archive",
    severity: "error",
    message: "The archive's table of contents is {size}; the limit is {limit}.",
    fix: repack,
  },
  directory_invalid: {
    group: "archive",
    severity: "error",
    message: "The archive's table of contents is damaged: {reason}.",
    fix: repack,
  },
  too_many_entries: {
    group: "archive",
    severity: "error",
    message: "The package holds {count} files and folders; the limit is {limit}.",
    fix: "Bundle small files together, and leave out what the app does not need at run time.",
  },
  entry_encrypted: {
    group: "archive",
    severity: "error",
    message: "The file is encrypted.",
    fix: "Pack the folder without a password.",
  },
  entry_method_unsupported: {
    group: "archive",
    severity: "error",
    message:
      "The file is compressed with method {method}; only deflate (8) and stored (0) are read everywhere.",
    fix: "Pack with `mosis pack`, or choose the compression method Deflate in your archiver.",
  },
  entry_version_unsupported: {
    group: "archive",
    severity: "error",
    message:
      "The file asks for version {version} of the ZIP format; some devices skip files that ask for more than 4.5.",
    fix: repack,
  },
  entry_flags_unsupported: {
    group: "archive",
    severity: "error",
    message: "The file uses archive features that not every device reads (flags {flags}).",
    fix: repack,
  },
  entry_extra_invalid: {
    group: "archive",
    severity: "error",
    message: "The extra fields of the archive entry cannot be trusted: {reason}.",
    fix: repack,
  },
  entry_extra_unknown: {
    group: "archive",
    severity: "warning",
    message: "The archive entry carries an extra field ({field}) that devices ignore.",
    fix: repack,
  },
  entry_zip64_invalid: {
    group: "archive",
    severity: "error",
    message: "The ZIP64 sizes of the archive entry do not fit the rest of it.",
    fix: repack,
  },
  entry_special: {
    group: "archive",
    severity: "error",
    message: "The entry is a {kind}, not a file or folder.",
    fix: "Put the file itself into the folder in place of it, and pack again.",
  },
  entry_kind_unclear: {
    group: "archive",
    severity: "error",
    message: "The archive calls the entry a file in one place and a folder in another.",
    fix: repack,
  },
  folder_with_contents: {
    group: "archive",
    severity: "error",
    message: "The entry is a folder but has contents of its own.",
    fix: repack,
  },
  local_header_invalid: {
    group: "archive",
    severity: "error",
    message: "There is no entry where the archive's table of contents says there is one.",
    fix: repack,
  },
  local_header_differs: {
    group: "archive",
    severity: "error",
    message: "The entry and the archive's table of contents disagree about: {fields}.",
    fix: repack,
  },
  data_descriptor_invalid: {
    group: "archive",
    severity: "error",
    message: "The sizes written after the file's data do not fit the archive's table of contents.",
    fix: repack,
  },
  entries_overlap: {
    group: "archive",
    severity: "error",
    message: "The entry shares bytes with another part of the archive.",
    fix: repack,
  },
  bytes_between_entries: {
    group: "archive",
    severity: "error",
    message: "The archive holds {count} bytes before this entry that belong to no file.",
    fix: repack,
  },
  bytes_before_directory: {
    group: "archive",
    severity: "error",
    message: "The archive holds {count} bytes after its last entry that belong to no file.",
    fix: repack,
  },

  // Names
  name_empty: {
    group: "names",
    severity: "error",
    message: "A file or folder in the path has no name.",
    fix: "Name every folder and file, and use single slashes between them.",
  },
  name_encoding: {
    group: "names",
    severity: "error",
    message: "The name is not stored in UTF-8, or not in the way that every device reads alike.",
    fix: "Use plain letters in file names, or pack with `mosis pack`.",
  },
  name_ambiguous: {
    group: "names",
    severity: "error",
    message: "The archive gives the file a second name that differs from the first.",
    fix: repack,
  },
  name_too_long: {
    group: "names",
    severity: "error",
    message: "The path or one name in it is too long; the limits are {path} bytes and {name} bytes.",
    fix: "Shorten the names of files and folders.",
  },
  name_too_deep: {
    group: "names",
    severity: "error",
    message: "The file lies more than {limit} levels deep.",
    fix: "Move it up, or leave out folders such as node_modules.",
  },
  name_absolute: {
    group: "names",
    severity: "error",
    message: "The path starts at a drive or at the root of a disk.",
    fix: "Use paths relative to the folder you pack.",
  },
  name_parent: {
    group: "names",
    severity: "error",
    message: "The path has a part named . or .. and could point outside the package.",
    fix: "Use plain paths inside the folder you pack.",
  },
  name_backslash: {
    group: "names",
    severity: "error",
    message: "The path has a backslash, which is a folder on some systems and a character on others.",
    fix: "Use forward slashes between folders.",
  },
  name_invisible: {
    group: "names",
    severity: "error",
    message: "The name has control characters or marks that change the direction of text.",
    fix: "Rename the file with visible characters only.",
  },
  name_unportable: {
    group: "names",
    severity: "error",
    message:
      'The name has one of < > : " | ? * or ends with a dot, a space or a semicolon and digits, which not every system keeps.',
    fix: "Rename the file.",
  },
  name_reserved: {
    group: "names",
    severity: "error",
    message: "The name is reserved on Windows, with any extension.",
    fix: "Rename the file.",
  },
  name_duplicate: {
    group: "names",
    severity: "error",
    message: "The archive holds the same name twice.",
    fix: repack,
  },
  name_collision: {
    group: "names",
    severity: "error",
    message: "The name is the same as {other} on systems that ignore case or store accents differently.",
    fix: "Give the two different names, or leave one out.",
  },
  name_file_and_folder: {
    group: "names",
    severity: "error",
    message: "The path is a file here and a folder in {other}.",
    fix: "Rename one of the two.",
  },

  // Contents
  entry_too_large: {
    group: "contents",
    severity: "error",
    message: "The file is {size} unpacked; the limit for one file is {limit}.",
    fix: "Split the file or make it smaller.",
  },
  total_too_large: {
    group: "contents",
    severity: "error",
    message: "The files are {size} unpacked; the limit is {limit}.",
    fix: "Leave out files the app does not need.",
  },
  entry_ratio: {
    group: "contents",
    severity: "error",
    message: "The file grows {ratio} times when it is unpacked; the limit is {limit} times.",
    fix: "Let the app generate such data, or store it in a compact format.",
  },
  entry_data_invalid: {
    group: "contents",
    severity: "error",
    message: "The file's data is damaged or does not unpack to the size the archive states.",
    fix: repack,
  },
  entry_crc_mismatch: {
    group: "contents",
    severity: "error",
    message: "The file's data does not have the checksum the archive states.",
    fix: repack,
  },
  nested_package: {
    group: "contents",
    severity: "error",
    message: "The file is an archive that holds a second package or further archives.",
    fix: "Unpack it into the folder, or leave it out.",
  },
  nested_archive_unreadable: {
    group: "contents",
    severity: "error",
    message: "The file is an archive that cannot be looked into: {reason}.",
    fix: "Unpack it into the folder, or leave it out.",
  },
  nested_archive_bomb: {
    group: "contents",
    severity: "error",
    message:
      "The file is an archive that grows {ratio} times when it is unpacked; the limit is {limit} times.",
    fix: "Leave the archive out of the package.",
  },
  nested_archive: {
    group: "contents",
    severity: "warning",
    message: "The file is an archive; devices do not unpack it.",
    fix: "Unpack it into the folder if the app does not read it as an archive.",
  },

  // Manifest
  manifest_missing: {
    group: "manifest",
    severity: "error",
    message: "The package has no manifest.json at its root.",
    fix: "Add manifest.json beside the app's files; `mosis init` writes one.",
  },
  manifest_misplaced: {
    group: "manifest",
    severity: "error",
    message: "The manifest is inside the folder {folder}; it must be at the root of the package.",
    fix: "Pack the contents of the folder, not the folder itself.",
  },
  manifest_too_large: {
    group: "manifest",
    severity: "error",
    message: "The manifest is {size}; the limit is {limit}.",
    fix: "Keep only the known fields in manifest.json.",
  },
  manifest_not_json: {
    group: "manifest",
    severity: "error",
    message: "The manifest is not a JSON object in UTF-8: {reason}.",
    fix: "Check commas and quotes with an editor, and save the file as UTF-8 without a byte order mark.",
  },
  manifest_version_unsupported: {
    group: "manifest",
    severity: "error",
    message: "The store does not know manifest version {version}.",
    fix: 'Set "manifest_version" to 1.',
  },
  manifest_field_missing: {
    group: "manifest",
    severity: "error",
    message: 'The manifest has no "{field}".',
    fix: 'Add "{field}": {help}',
  },
  manifest_field_invalid: {
    group: "manifest",
    severity: "error",
    message: 'The manifest\'s "{field}" cannot be used.',
    fix: "{help}",
  },
  manifest_key_duplicate: {
    group: "manifest",
    severity: "error",
    message: 'The manifest has "{field}" twice, so that readers may choose differently.',
    fix: "Keep one of the two.",
  },
  manifest_key_unknown: {
    group: "manifest",
    severity: "warning",
    message: 'The manifest has "{field}", which the store does not know.',
    fix: "{help}",
  },
  permission_unknown: {
    group: "manifest",
    severity: "error",
    message: 'There is no permission "{permission}".',
    fix: "{help}",
  },
  entry_file_missing: {
    group: "manifest",
    severity: "error",
    message: 'The package has no file "{file}", which the manifest names as its entry.',
    fix: "{help}",
  },
  icon_file_missing: {
    group: "manifest",
    severity: "error",
    message: 'The package has no file "{file}", which the manifest names as its icon.',
    fix: "{help}",
  },
  icon_invalid: {
    group: "manifest",
    severity: "error",
    message: "The icon cannot be used: {reason}",
    fix: "{help}",
  },

  // The report itself
  more_findings: {
    group: "report",
    severity: "warning",
    message: "There are {count} more findings.",
    fix: "Mend the listed ones first and check again.",
  },
} as const satisfies Record<string, CatalogueEntry>;

/** The stable name of a kind of finding. */
export type FindingCode = keyof typeof catalogue;
