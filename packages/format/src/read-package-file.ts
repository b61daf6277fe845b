import type { Codec } from "./codec.ts";
import { readContents } from "./entry-contents.ts";
import { FindingList } from "./findings.ts";
import { defaultLimits } from "./limits.ts";
import { readArchive } from "./read-archive.ts";
import type { ByteSource } from "./source.ts";
import { WindowReader } from "./window-reader.ts";
import { localTailLength } from "./zip/local-header.ts";
import { lengths } from "./zip/records.ts";

/**
 * The bytes of one file of a package, such as its icon to show. The package is not judged: ask `inspectPackage`
 * first. Null when there is no such file, it is larger than `maxBytes`, or its data is damaged.
 */
export async function readPackageFile(
  { source, codec }: { source: ByteSource; codec: Codec },
  path: string,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const archive = await readArchive(source, defaultLimits, new FindingList(0));
  const entry = archive?.entries.find(({ name, folder }) => !folder && name === path);
  if (!archive || !entry?.readable || entry.size > maxBytes) return null;
  if (entry.offset + lengths.local > archive.directoryOffset) return null;
  const reader = new WindowReader(source, archive.directoryOffset);
  const tail = localTailLength(await reader.bytes(entry.offset, lengths.local));
  if (tail === null) return null;
  const data = entry.offset + lengths.local + tail;
  if (data + entry.compressedSize > archive.directoryOffset) return null;
  const contents = await readContents(reader, codec, entry, data);
  return contents.kind === "sound" ? contents.bytes : null;
}
