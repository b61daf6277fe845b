import type { FindingList } from "../findings.ts";
import { readExtraFields } from "./extra-fields.ts";
import { flags as flagBits, highestVersion, lengths, methods, signatures, viewOf } from "./records.ts";

/** An entry as the table of contents describes it. Sizes and places are bytes. */
export interface DirectoryEntry {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly folder: boolean;
  readonly flags: number;
  readonly method: number;
  /** DOS time and date as they stand in the header. */
  readonly time: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
  readonly zip64: boolean;
  /** Whether some programs only read the name right where it is given again in a Unicode path field. */
  readonly needsUnicodePath: boolean;
  /** Whether the contents can be read and judged. */
  readonly readable: boolean;
}

// What an entry may be (upper 16 bits of the external attributes, the Unix mode's type).
const modeKinds: Record<number, string> = {
  4096: "pipe",
  8192: "device",
  24576: "device",
  40960: "link",
  49152: "socket",
};
const regular = 0x8000;
const directory = 0x4000;

/** Attributes of DOS and Windows, the lower 16 bits. */
const dosAttributes = { volumeLabel: 0x08, folder: 0x10, reparsePoint: 0x400 } as const;

/**
 * Systems in the upper byte of "made by" (APPNOTE 4.4.2.2) whose names Info-ZIP's unzip takes for code page 850
 * whatever the UTF-8 flag says: MS-DOS, OS/2 and, from some versions, Windows NT.
 */
const codePageSystems = new Set([0, 6, 11]);
/** Has bits of its own for the kind, which 7-Zip reads: these for a folder. */
const amiga = { system: 1, kindBits: 0o6000, folder: 0o4000 } as const;

const knownFlags = flagBits.level | flagBits.descriptor | flagBits.utf8;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the table of contents (APPNOTE 4.3.12) and judges every header on its own. Null when the records
 * themselves cannot be followed; otherwise one entry for each header, with a finding for everything that is
 * wrong with it.
 */
export function readDirectory(
  bytes: Uint8Array,
  count: number,
  findings: FindingList,
): DirectoryEntry[] | null {
  const view = viewOf(bytes);
  const entries: DirectoryEntry[] = [];
  const broken = (reason: string): null => {
    findings.add("directory_invalid", null, { reason });
    return null;
  };
  let at = 0;
  while (at < bytes.length) {
    if (entries.length === count) return broken("it holds more than the stated number of entries");
    if (at + lengths.central > bytes.length) return broken("it ends in the middle of an entry");
    if (view.getUint32(at, true) !== signatures.central)
      return broken("an entry does not begin where it should");
    const nameEnd = at + lengths.central + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > bytes.length) return broken("it ends in the middle of an entry");
    entries.push(readHeader(bytes, view, at, nameEnd, extraEnd, findings));
    at = end;
  }
  return entries.length === count ? entries : broken("it holds fewer than the stated number of entries");
}

function readHeader(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  nameEnd: number,
  extraEnd: number,
  findings: FindingList,
): DirectoryEntry {
  const before = findings.errors;
  const rawName = bytes.subarray(at + lengths.central, nameEnd);
  const flags = view.getUint16(at + 8, true);
  const name = decodeName(rawName, flags, findings);
  const version = view.getUint16(at + 6, true);
  const method = view.getUint16(at + 10, true);
  const stated = {
    size: view.getUint32(at + 24, true),
    compressedSize: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };

  let { size, compressedSize, offset } = stated;
  let zip64 = false;
  const system = view.getUint8(at + 5);
  const needsUnicodePath = name.length !== rawName.length && codePageSystems.has(system);
  let encrypted = (flags & (flagBits.encrypted | flagBits.strongEncryption | flagBits.maskedHeaders)) !== 0;
  const extra = readExtraFields(bytes.subarray(nameEnd, extraEnd), stated, rawName, false);
  if ("values" in extra) {
    ({ size, compressedSize } = extra.values);
    offset = extra.values.offset ?? offset;
    zip64 = extra.zip64;
    if (needsUnicodePath && !extra.unicodePath) findings.add("name_encoding", name);
    for (const id of extra.unknown) {
      findings.add("entry_extra_unknown", name, { field: `0x${id.toString(16).padStart(4, "0")}` });
    }
  } else if (extra.kind === "zip64") {
    findings.add("entry_zip64_invalid", name);
  } else if (extra.kind === "second_name") {
    findings.add("name_ambiguous", name);
  } else if (extra.kind === "encrypted") {
    encrypted = true;
  } else {
    findings.add("entry_extra_invalid", name, { reason: extra.reason });
  }

  if (encrypted) findings.add("entry_encrypted", name);
  const odd = flags & ~(knownFlags | flagBits.encrypted | flagBits.strongEncryption | flagBits.maskedHeaders);
  if (odd !== 0) findings.add("entry_flags_unsupported", name, { flags: `0x${odd.toString(16)}` });
  if (method !== methods.stored && method !== methods.deflate) {
    findings.add("entry_method_unsupported", name, { method });
  } else if (!encrypted && version > highestVersion) {
    findings.add("entry_version_unsupported", name, { version: shownVersion(version) });
  } else if (!encrypted && method === methods.stored && size !== compressedSize) {
    findings.add("entry_data_invalid", name);
  }
  // Parts of a split archive are numbered from zero; the ZIP64 marker has no place in a single file either.
  if (view.getUint16(at + 34, true) !== 0) findings.add("archive_split", name);

  const folder = rawName.at(-1) === 0x2f;
  judgeKind({ name, folder, size, system, attributes: view.getUint32(at + 38, true) }, findings);

  return {
    name,
    rawName,
    folder,
    flags,
    method,
    time: view.getUint32(at + 12, true),
    crc: view.getUint32(at + 16, true),
    compressedSize,
    size,
    offset,
    zip64,
    needsUnicodePath,
    readable: findings.errors === before,
  };
}

/**
 * Names are UTF-8, and say so as soon as they are more than ASCII (flag bit 11, APPNOTE appendix D): without the
 * flag a reader may take them for code page 437 or for its own. Bytes that are not UTF-8 are shown one by one.
 */
function decodeName(raw: Uint8Array, flags: number, findings: FindingList): string {
  let name: string;
  try {
    name = strictUtf8.decode(raw);
  } catch {
    name = Array.from(raw, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16)}`,
    ).join("");
    findings.add("name_encoding", name);
    return name;
  }
  if (name.length !== raw.length && (flags & flagBits.utf8) === 0) findings.add("name_encoding", name);
  return name;
}

/** As people write it: 63 is 6.3; the upper byte, the system it is for, in front when there is one. */
export function shownVersion(version: number): string {
  const number = ((version & 0xff) / 10).toFixed(1);
  return version > 0xff ? `${number} for system ${version >>> 8}` : number;
}

/**
 * A trailing slash, the DOS attributes and the Unix mode may each say "folder". Readers trust one or the other,
 * whatever the host byte says, so they may not contradict each other. A mode without a type is common and says
 * nothing; so is a folder whose DOS attribute is left out.
 */
function judgeKind(
  header: { name: string; folder: boolean; size: number; system: number; attributes: number },
  findings: FindingList,
): void {
  const { name, folder, size, system, attributes } = header;
  const type = (attributes >>> 16) & 0xf000;
  // 7-Zip unpacks a reparse point as a link, whichever system the archive says it comes from but Unix.
  const dosKind =
    (attributes & dosAttributes.reparsePoint) !== 0
      ? "link"
      : (attributes & dosAttributes.volumeLabel) !== 0
        ? "volume label"
        : null;
  const kind = modeKinds[type] ?? dosKind;
  if (kind !== null) {
    findings.add("entry_special", name, { kind });
    return;
  }
  const saysFolder =
    type === directory ||
    (attributes & dosAttributes.folder) !== 0 ||
    (system === amiga.system && ((attributes >>> 16) & amiga.kindBits) === amiga.folder);
  const saysFile = type !== 0 && type !== directory;
  if (type !== 0 && type !== regular && type !== directory) findings.add("entry_kind_unclear", name);
  else if (folder ? saysFile : saysFolder) findings.add("entry_kind_unclear", name);
  else if (folder && size !== 0) findings.add("folder_with_contents", name);
}
