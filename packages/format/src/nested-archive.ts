import type { Contents } from "./entry-contents.ts";
import { FindingList } from "./findings.ts";
import { judgeGrowth } from "./judge-growth.ts";
import type { Limits } from "./limits.ts";
import { manifestPath } from "./manifest.ts";
import { bytesSource } from "./source.ts";
import { readDirectory } from "./zip/central-directory.ts";
import { readEndRecord } from "./zip/end-record.ts";

const archiveName = /\.(?:mosis|zip|jar|apk|7z|rar)$/i;
const local = [0x50, 0x4b, 0x03, 0x04];
const end = [0x50, 0x4b, 0x05, 0x06];

/**
 * Judges a file that is itself a ZIP archive, by its contents and not its name. What a tool might take for a
 * second package, what hides further archives (a bomb folded several times) and what cannot be looked into
 * is refused; any other archive is data of the app.
 */
export async function judgeNestedArchive(
  path: string,
  contents: Contents & { kind: "sound" },
  limits: Limits,
  findings: FindingList,
): Promise<void> {
  if (
    !startsWith(contents.first, local) &&
    !startsWith(contents.first, end) &&
    !startsWith(contents.last, end)
  ) {
    // An archive by name that is none by content is harmless, except that tools go by this name.
    if (/\.mosis$/i.test(path)) findings.add("nested_package", path);
    return;
  }
  if (contents.bytes === null) {
    findings.add("nested_archive_unreadable", path, { reason: "it is too large" });
    return;
  }
  const inner = new FindingList(1);
  const record = await readEndRecord(bytesSource(contents.bytes), inner);
  const entries =
    record === null || record.directorySize > limits.directoryBytes || record.entries > limits.entries
      ? null
      : readDirectory(
          contents.bytes.subarray(record.directoryOffset, record.directoryOffset + record.directorySize),
          record.entries,
          inner,
        );
  if (entries === null) {
    findings.add("nested_archive_unreadable", path, { reason: "it is damaged or not framed as usual" });
    return;
  }
  if (/\.mosis$/i.test(path) || entries.some(({ name }) => name === manifestPath || archiveName.test(name))) {
    findings.add("nested_package", path);
    return;
  }
  const unpacked = entries.reduce((sum, entry) => sum + entry.size, 0);
  const growth = judgeGrowth(unpacked, contents.bytes.length, limits);
  if (growth !== null) findings.add("nested_archive_bomb", path, { ratio: growth, limit: limits.ratio });
  else findings.add("nested_archive", path);
}

function startsWith(bytes: Uint8Array, wanted: readonly number[]): boolean {
  return bytes.length >= wanted.length && wanted.every((byte, at) => bytes[at] === byte);
}
