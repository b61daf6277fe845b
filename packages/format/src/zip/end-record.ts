import type { FindingList } from "../findings.ts";
import type { ByteSource } from "../source.ts";
import { lengths, marker16, marker32, readUint64, signatures, viewOf } from "./records.ts";

/** Where the table of contents (central directory) lies. */
export interface EndRecord {
  readonly entries: number;
  readonly directoryOffset: number;
  readonly directorySize: number;
}

/**
 * Finds the end of central directory record and its ZIP64 form (APPNOTE 4.3.14 to 4.3.16).
 *
 * Readers look for it in different ways: from the end, from the front, with and without the comment. One answer
 * for all of them needs: the last signature in the file is the record, its comment ends exactly at the end of
 * the file, the directory ends exactly where the end records begin, and the two forms agree where both speak.
 */
export async function readEndRecord(source: ByteSource, findings: FindingList): Promise<EndRecord | null> {
  const tailLength = Math.min(source.size, lengths.end + marker16 + lengths.locator64 + lengths.end64);
  if (tailLength < lengths.end) {
    findings.add("not_a_zip", null);
    return null;
  }
  const tailStart = source.size - tailLength;
  const tail = await source.read(tailStart, tailLength);
  const view = viewOf(tail);

  const at = lastSignature(tail);
  if (at < 0) {
    findings.add("not_a_zip", null);
    return null;
  }
  if (at + lengths.end + view.getUint16(at + 20, true) !== tailLength) {
    findings.add("end_record_not_last", null);
    return null;
  }

  const invalid = (reason: string): null => {
    findings.add("end_record_invalid", null, { reason });
    return null;
  };
  const disk = view.getUint16(at + 4, true);
  const directoryDisk = view.getUint16(at + 6, true);
  const entriesHere = view.getUint16(at + 8, true);
  const entries16 = view.getUint16(at + 10, true);
  const size32 = view.getUint32(at + 12, true);
  const offset32 = view.getUint32(at + 16, true);

  const locator = at - lengths.locator64;
  const has64 = locator >= 0 && view.getUint32(locator, true) === signatures.locator64;
  let end: EndRecord = { entries: entries16, directoryOffset: offset32, directorySize: size32 };
  let recordsStart = tailStart + at;

  if (has64) {
    const record = locator - lengths.end64;
    const place = readUint64(view, locator + 8);
    if (record < 0 || place !== tailStart + record || view.getUint32(record, true) !== signatures.end64) {
      return invalid("its ZIP64 part is not where it should be");
    }
    // The record's own length does not count its first 12 bytes; more would be data nobody vouches for.
    if (readUint64(view, record + 4) !== lengths.end64 - 12)
      return invalid("its ZIP64 part has unknown data");
    if (
      view.getUint32(locator + 4, true) !== 0 ||
      view.getUint32(locator + 16, true) !== 1 ||
      view.getUint32(record + 16, true) !== 0 ||
      view.getUint32(record + 20, true) !== 0
    ) {
      findings.add("archive_split", null);
      return null;
    }
    end = {
      entries: readUint64(view, record + 32),
      directorySize: readUint64(view, record + 40),
      directoryOffset: readUint64(view, record + 48),
    };
    if (readUint64(view, record + 24) !== end.entries) return invalid("its counts of entries differ");
    const agrees =
      says(disk, marker16, 0) &&
      says(directoryDisk, marker16, 0) &&
      says(entriesHere, marker16, end.entries) &&
      says(entries16, marker16, end.entries) &&
      says(size32, marker32, end.directorySize) &&
      says(offset32, marker32, end.directoryOffset);
    if (!agrees) return invalid("its ZIP64 part says something else");
    recordsStart = tailStart + record;
  } else {
    if (disk !== 0 || directoryDisk !== 0) {
      findings.add("archive_split", null);
      return null;
    }
    if (entriesHere !== entries16) return invalid("its counts of entries differ");
    // Without the ZIP64 part the largest values would be markers that point nowhere.
    if (entries16 === marker16 || size32 === marker32 || offset32 === marker32) {
      return invalid("its ZIP64 part is missing");
    }
  }

  if (end.directoryOffset + end.directorySize !== recordsStart) {
    return invalid("the table of contents does not end where the end record begins");
  }
  if (end.entries * lengths.central > end.directorySize) return invalid("it counts more entries than fit");
  return end;
}

const says = (value: number, marker: number, wanted: number): boolean => value === marker || value === wanted;

function lastSignature(tail: Uint8Array): number {
  for (let at = tail.length - lengths.end; at >= 0; at -= 1) {
    if (tail[at] === 0x50 && tail[at + 1] === 0x4b && tail[at + 2] === 0x05 && tail[at + 3] === 0x06)
      return at;
  }
  return -1;
}
