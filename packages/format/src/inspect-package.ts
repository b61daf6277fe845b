import { beginContents, type Contents, readContents } from "./entry-contents.ts";
import { FindingList } from "./findings.ts";
import type { Inspection, InspectOptions, PackageFile } from "./inspection.ts";
import { judgeGrowth } from "./judge-growth.ts";
import { judgeNames } from "./judge-names.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Manifest, manifestPath } from "./manifest.ts";
import { judgeManifestFiles, missingManifest } from "./manifest-files.ts";
import { judgeNestedArchive } from "./nested-archive.ts";
import { type Archive, readArchive } from "./read-archive.ts";
import { readManifest } from "./read-manifest.ts";
import { shownSize } from "./shown-size.ts";
import { WindowReader } from "./window-reader.ts";
import type { DirectoryEntry } from "./zip/central-directory.ts";
import { compareLocalHeader, descriptorAgrees, localTailLength } from "./zip/local-header.ts";
import { lengths, methods } from "./zip/records.ts";

/**
 * Judges a package: its framing, names, contents and manifest. Reports everything it finds, not only the first;
 * the same bytes and limits give the same findings in every runtime. Work is bounded by the limits whatever the
 * file claims. Rejects only when the source cannot be read, or with the signal's reason.
 */
export async function inspectPackage(options: InspectOptions): Promise<Inspection> {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const findings = new FindingList(limits.findings, options.observe);
  options.signal?.throwIfAborted();
  const archive = await readArchive(options.source, limits, findings);
  if (archive === null) return report(findings, null, []);

  judgeNames(
    archive.entries.map(({ name }) => name),
    limits,
    findings,
  );
  const skipped = judgeSizes(archive, limits, findings);
  const { files, manifestBytes, places } = await readEntries(archive, skipped, options, limits, findings);
  const manifest = await judgeManifest(archive, manifestBytes, places, options, limits, findings);
  return report(findings, manifest, files);
}

/** The entries whose contents are not worth or not safe reading. */
function judgeSizes(archive: Archive, limits: Limits, findings: FindingList): ReadonlySet<DirectoryEntry> {
  const skipped = new Set<DirectoryEntry>();
  let total = 0;
  for (const entry of archive.entries) {
    if (!entry.readable) {
      skipped.add(entry);
      continue;
    }
    total += entry.size;
    if (entry.size > limits.entryBytes) {
      findings.add("entry_too_large", entry.name, {
        size: shownSize(entry.size),
        limit: shownSize(limits.entryBytes),
      });
      skipped.add(entry);
      continue;
    }
    const ratio = judgeGrowth(entry.size, entry.compressedSize, limits);
    if (ratio !== null) {
      findings.add("entry_ratio", entry.name, { ratio, limit: limits.ratio });
      skipped.add(entry);
    }
    if (entry.name === manifestPath && entry.size > limits.manifestBytes) {
      findings.add("manifest_too_large", manifestPath, {
        size: shownSize(entry.size),
        limit: shownSize(limits.manifestBytes),
      });
      skipped.add(entry);
    }
  }
  if (total > limits.totalBytes) {
    findings.add("total_too_large", null, { size: shownSize(total), limit: shownSize(limits.totalBytes) });
    for (const entry of archive.entries) if (entry.name !== manifestPath) skipped.add(entry);
  }
  return skipped;
}

/** How many entries, and of what unpacked size together, may be in work at once: enough for the codec's threads. */
const entriesAhead = 8;
const bytesAhead = 8 * 1024 * 1024;

interface EntriesRead {
  readonly files: PackageFile[];
  readonly manifestBytes: Uint8Array | null;
  /** Where the data of each sound file starts. */
  readonly places: ReadonlyMap<DirectoryEntry, number>;
}

/**
 * One pass from the first byte to the table of contents: each entry must begin where the one before ended, its
 * local header must agree, and its data must be what the table of contents says.
 */
async function readEntries(
  archive: Archive,
  skipped: ReadonlySet<DirectoryEntry>,
  { source, codec, signal, onProgress }: InspectOptions,
  limits: Limits,
  findings: FindingList,
): Promise<EntriesRead> {
  const reader = new WindowReader(source, archive.directoryOffset);
  const files: PackageFile[] = [];
  const places = new Map<DirectoryEntry, number>();
  let manifestBytes: Uint8Array | null = null;
  let expected = 0;
  let reported = 0;

  const inWork: {
    readonly entry: DirectoryEntry;
    readonly data: number;
    readonly contents: Promise<Contents>;
  }[] = [];
  let bytesInWork = 0;
  // In the order of the entries, whichever is unpacked first.
  const finish = async (entries: number, bytes: number): Promise<void> => {
    while (inWork.length > entries || bytesInWork > bytes) {
      const [first] = inWork.splice(0, 1);
      if (first === undefined) return;
      const { entry, data } = first;
      bytesInWork -= entry.size;
      const contents = await first.contents;
      if (contents.kind !== "sound") addUnsound(entry, contents.kind, findings);
      else if (!entry.folder) {
        places.set(entry, data);
        files.push(fileOf(entry, data, contents.sha256));
        if (entry.name === manifestPath) manifestBytes = contents.bytes?.slice() ?? null;
        await judgeNestedArchive(entry.name, contents, limits, findings);
      }
      if (contents.kind === "sound" && contents.bytes !== null && entry.method === methods.deflate) {
        codec.release?.(contents.bytes);
      }
    }
  };

  for (const [at, entry] of archive.entries.entries()) {
    signal?.throwIfAborted();
    if (entry.offset > expected) {
      findings.add("bytes_between_entries", entry.name, { count: entry.offset - expected });
    }
    const limit = archive.entries[at + 1]?.offset ?? archive.directoryOffset;
    const frame = await readFrame(reader, entry, limit, findings);
    expected = frame === null ? limit : frame.end;
    if (frame?.agrees && !skipped.has(entry)) {
      const { data } = frame;
      inWork.push({ entry, data, ...(await beginContents(reader, codec, entry, data)) });
      bytesInWork += entry.size;
    }
    await finish(entriesAhead, bytesAhead);
    reader.forget(inWork[0]?.data ?? entry.offset);
    if (onProgress && expected - reported >= 1_000_000) {
      reported = expected;
      onProgress({ bytes: expected, totalBytes: source.size });
    }
  }
  await finish(0, 0);
  if (archive.directoryOffset > expected) {
    findings.add("bytes_before_directory", null, { count: archive.directoryOffset - expected });
  }
  onProgress?.({ bytes: source.size, totalBytes: source.size });
  return { files, manifestBytes, places };
}

/** Where an entry's data starts and the entry ends; null when there is no entry that could be followed. */
async function readFrame(
  reader: WindowReader,
  entry: DirectoryEntry,
  limit: number,
  findings: FindingList,
): Promise<{ data: number; end: number; agrees: boolean } | null> {
  const tail = localTailLength(await reader.bytes(entry.offset, lengths.local));
  if (tail === null) {
    findings.add("local_header_invalid", entry.name);
    return null;
  }
  const data = entry.offset + lengths.local + tail;
  if (data + entry.compressedSize > limit) {
    findings.add("entries_overlap", entry.name);
    return null;
  }
  const header = compareLocalHeader(await reader.bytes(entry.offset, lengths.local + tail), entry, findings);
  const dataEnd = data + entry.compressedSize;
  const end = dataEnd + header.descriptorLength;
  if (header.descriptorLength === 0) return { data, end, agrees: header.agrees };
  if (end > limit || !descriptorAgrees(await reader.bytes(dataEnd, header.descriptorLength), entry)) {
    findings.add("data_descriptor_invalid", entry.name);
    return { data, end: Math.min(end, limit), agrees: false };
  }
  return { data, end, agrees: header.agrees };
}

function addUnsound(
  entry: DirectoryEntry,
  kind: "data_invalid" | "crc_mismatch",
  findings: FindingList,
): void {
  findings.add(kind === "data_invalid" ? "entry_data_invalid" : "entry_crc_mismatch", entry.name);
}

async function judgeManifest(
  archive: Archive,
  bytes: Uint8Array | null,
  places: ReadonlyMap<DirectoryEntry, number>,
  { source, codec }: InspectOptions,
  limits: Limits,
  findings: FindingList,
): Promise<Manifest | null> {
  if (!archive.entries.some(({ name }) => name === manifestPath)) missingManifest(archive.entries, findings);
  if (bytes === null) return null;
  const manifest = readManifest(bytes, findings);
  if (manifest === null) return null;
  const read = async (entry: DirectoryEntry): Promise<Contents | null> => {
    const place = places.get(entry);
    return place === undefined
      ? null
      : readContents(new WindowReader(source, place + entry.compressedSize), codec, entry, place);
  };
  await judgeManifestFiles(manifest, archive.entries, read, limits, findings);
  return manifest;
}

function fileOf(entry: DirectoryEntry, dataOffset: number, sha256: string): PackageFile {
  const { name: path, size, compressedSize, method } = entry;
  return { path, size, compressedSize, sha256, dataOffset, isDeflated: method === methods.deflate };
}

function report(findings: FindingList, manifest: Manifest | null, read: readonly PackageFile[]): Inspection {
  // By UTF-16 code units, which every runtime does alike.
  const files = read.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return {
    ok: findings.errors === 0,
    manifest,
    files,
    totals: {
      files: files.length,
      compressedBytes: files.reduce((sum, file) => sum + file.compressedSize, 0),
      uncompressedBytes: files.reduce((sum, file) => sum + file.size, 0),
    },
    findings: findings.list(),
    observed: findings.observed,
  };
}
