import type { FindingList } from "../findings.ts";
import { type DirectoryEntry, shownVersion } from "./central-directory.ts";
import { readExtraFields } from "./extra-fields.ts";
import { flags, highestVersion, lengths, readUint64, signatures, viewOf } from "./records.ts";

/** What of a local header is needed to find the data behind it. */
export interface LocalHeader {
  /** Length of the whole header with name and extra fields, in bytes. */
  readonly length: number;
  /** Length of the data descriptor that must follow the data: 0, 16 or 24 bytes. */
  readonly descriptorLength: number;
  /** Whether all of it agrees with the table of contents. */
  readonly agrees: boolean;
}

/** Length of name and extra fields, from the fixed part of a local header; null when it is not one. */
export function localTailLength(fixed: Uint8Array): number | null {
  const view = viewOf(fixed);
  if (view.getUint32(0, true) !== signatures.local) return null;
  return view.getUint16(26, true) + view.getUint16(28, true);
}

/**
 * Compares a local header (APPNOTE 4.3.7) with the table of contents. Every field both have must be equal,
 * but for "version needed", which some writers raise in one place only: within what deflate and ZIP64 need it
 * changes nothing. With a data descriptor, checksum and sizes may be zero (4.4.4, bit 3); some
 * writers already put those they know.
 */
export function compareLocalHeader(
  header: Uint8Array,
  entry: DirectoryEntry,
  findings: FindingList,
): LocalHeader {
  const before = findings.errors;
  const view = viewOf(header);
  const nameEnd = lengths.local + view.getUint16(26, true);
  const differing: string[] = [];
  const localFlags = view.getUint16(6, true);
  // When only one of the two says so, that is what is reported, and not the zero sizes that come with it.
  const streamed = ((entry.flags | localFlags) & flags.descriptor) !== 0;

  const version = view.getUint16(4, true);
  if (version > highestVersion && entry.readable) {
    findings.add("entry_version_unsupported", entry.name, { version: shownVersion(version) });
  }
  if (localFlags !== entry.flags) differing.push("flags");
  if (view.getUint16(8, true) !== entry.method) differing.push("compression method");
  if (view.getUint32(10, true) !== entry.time) differing.push("time");
  const rawName = header.subarray(lengths.local, nameEnd);
  if (!sameBytes(rawName, entry.rawName)) differing.push("name");

  const crc = view.getUint32(14, true);
  const stated = {
    size: view.getUint32(22, true),
    compressedSize: view.getUint32(18, true),
    offset: null,
  };
  const extra = readExtraFields(header.subarray(nameEnd), stated, rawName, streamed);
  let zip64 = entry.zip64;
  if ("values" in extra) {
    zip64 ||= extra.zip64;
    if (entry.needsUnicodePath && !extra.unicodePath) findings.add("name_encoding", entry.name);
    const { size, compressedSize } = extra.values;
    const agrees = (local: number, listed: number) => local === listed || (streamed && local === 0);
    if (!agrees(crc, entry.crc)) differing.push("checksum");
    if (!agrees(size, entry.size)) differing.push("size");
    if (!agrees(compressedSize, entry.compressedSize)) differing.push("compressed size");
  } else if (extra.kind === "zip64") {
    findings.add("entry_zip64_invalid", entry.name);
  } else if (extra.kind === "second_name") {
    findings.add("name_ambiguous", entry.name);
  } else if (extra.kind === "encrypted") {
    findings.add("entry_encrypted", entry.name);
  } else {
    findings.add("entry_extra_invalid", entry.name, { reason: extra.reason });
  }

  if (differing.length > 0) {
    findings.add("local_header_differs", entry.name, { fields: differing.join(", ") });
  }
  return {
    length: header.length,
    descriptorLength: !streamed ? 0 : zip64 ? lengths.descriptor64 : lengths.descriptor,
    agrees: findings.errors === before,
  };
}

/**
 * Judges the record after the data of a streamed entry (APPNOTE 4.3.9). The signature is asked for although it
 * is optional in the text: without it the record cannot be told from data, and every writer in use puts it.
 */
export function descriptorAgrees(record: Uint8Array, entry: DirectoryEntry): boolean {
  const view = viewOf(record);
  const wide = record.length === lengths.descriptor64;
  return (
    view.getUint32(0, true) === signatures.descriptor &&
    view.getUint32(4, true) === entry.crc &&
    (wide ? readUint64(view, 8) : view.getUint32(8, true)) === entry.compressedSize &&
    (wide ? readUint64(view, 16) : view.getUint32(12, true)) === entry.size
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
