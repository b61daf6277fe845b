import { flags, lengths, marker16, marker32, type methods, signatures } from "./records.ts";

/** An entry about to be written. Sizes are bytes. */
export interface EntryToWrite {
  readonly rawName: Uint8Array;
  readonly method: (typeof methods)[keyof typeof methods];
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
}

// 1980-01-01 00:00, the first moment DOS time knows: packing twice gives the same bytes.
const dosTime = 0;
const dosDate = 0x0021;
const versionNeeded = 20;
// Made by a Unix host, so that the mode below counts.
const madeBy = (3 << 8) | versionNeeded;
const regularFileMode = 0o100644;

/** A local header (APPNOTE 4.3.7) with the sizes known and no extra fields. */
export function localHeader(entry: EntryToWrite): Uint8Array {
  const bytes = new Uint8Array(lengths.local + entry.rawName.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signatures.local, true);
  writeShared(view, 4, entry);
  bytes.set(entry.rawName, lengths.local);
  return bytes;
}

/** A central directory header (APPNOTE 4.3.12) for the entry whose local header is at `offset`. */
export function centralHeader(entry: EntryToWrite, offset: number): Uint8Array {
  const bytes = new Uint8Array(lengths.central + entry.rawName.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signatures.central, true);
  view.setUint16(4, madeBy, true);
  writeShared(view, 6, entry);
  view.setUint32(38, regularFileMode * 0x1_0000, true);
  view.setUint32(42, offset, true);
  bytes.set(entry.rawName, lengths.central);
  return bytes;
}

/** The end record (APPNOTE 4.3.16). Larger archives would need ZIP64, and are beyond what a package may be. */
export function endRecord(entries: number, directoryOffset: number, directorySize: number): Uint8Array {
  if (entries >= marker16 || directoryOffset >= marker32 || directorySize >= marker32) {
    throw new RangeError("The package is too large for the store.");
  }
  const bytes = new Uint8Array(lengths.end);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signatures.end, true);
  view.setUint16(8, entries, true);
  view.setUint16(10, entries, true);
  view.setUint32(12, directorySize, true);
  view.setUint32(16, directoryOffset, true);
  return bytes;
}

/** The fields both headers have in the same order: version needed up to the length of the name. */
function writeShared(view: DataView, at: number, entry: EntryToWrite): void {
  const ascii = entry.rawName.every((byte) => byte < 0x80);
  view.setUint16(at, versionNeeded, true);
  view.setUint16(at + 2, ascii ? 0 : flags.utf8, true);
  view.setUint16(at + 4, entry.method, true);
  view.setUint16(at + 6, dosTime, true);
  view.setUint16(at + 8, dosDate, true);
  view.setUint32(at + 10, entry.crc, true);
  view.setUint32(at + 14, entry.compressedSize, true);
  view.setUint32(at + 18, entry.size, true);
  view.setUint16(at + 22, entry.rawName.length, true);
}
