import type { FindingList } from "./findings.ts";
import type { Limits } from "./limits.ts";
import { shownSize } from "./shown-size.ts";
import type { ByteSource } from "./source.ts";
import { type DirectoryEntry, readDirectory } from "./zip/central-directory.ts";
import { readEndRecord } from "./zip/end-record.ts";
import { lengths } from "./zip/records.ts";

/** The table of contents of an archive that can be read on. */
export interface Archive {
  /** In the order in which they lie in the file. */
  readonly entries: readonly DirectoryEntry[];
  /** Where the entries end. */
  readonly directoryOffset: number;
}

/**
 * Reads the table of contents. Null when there is no use in reading on: the file is too large or no archive, its
 * records contradict one another, or entries share bytes, so that reading all could take any number of times
 * the size of the file.
 */
export async function readArchive(
  source: ByteSource,
  limits: Limits,
  findings: FindingList,
): Promise<Archive | null> {
  if (source.size > limits.packageBytes) {
    findings.add("package_too_large", null, {
      size: shownSize(source.size),
      limit: shownSize(limits.packageBytes),
    });
    return null;
  }
  const end = await readEndRecord(source, findings);
  if (end === null) return null;
  if (end.entries > limits.entries) {
    findings.add("too_many_entries", null, { count: end.entries, limit: limits.entries });
    return null;
  }
  if (end.directorySize > limits.directoryBytes) {
    findings.add("directory_too_large", null, {
      size: shownSize(end.directorySize),
      limit: shownSize(limits.directoryBytes),
    });
    return null;
  }
  const bytes = await source.read(end.directoryOffset, end.directorySize);
  const listed = readDirectory(bytes, end.entries, findings);
  if (listed === null) return null;
  const entries = listed.toSorted((a, b) => a.offset - b.offset);
  const apart = judgeOverlap(entries, end.directoryOffset, findings);
  return apart ? { entries, directoryOffset: end.directoryOffset } : null;
}

/** The least room each entry takes, from the table of contents alone. */
function judgeOverlap(
  entries: readonly DirectoryEntry[],
  directoryOffset: number,
  findings: FindingList,
): boolean {
  let apart = true;
  for (const [at, entry] of entries.entries()) {
    const end = entry.offset + lengths.local + entry.rawName.length + entry.compressedSize;
    if (end <= (entries[at + 1]?.offset ?? directoryOffset)) continue;
    findings.add("entries_overlap", entry.name);
    apart = false;
  }
  return apart;
}
