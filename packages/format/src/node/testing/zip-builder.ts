import { crc32, deflateRawSync } from "node:zlib";
import { inspectPackage } from "../../inspect-package.ts";
import type { Inspection, InspectOptions } from "../../inspection.ts";
import { bytesSource } from "../../source.ts";
import { nodeCodec } from "../node-codec.ts";

/** The fields of a local or central header; what a test does not set is what an honest writer would put. */
export interface HeaderFields {
  readonly signature: number;
  readonly madeBy: number;
  readonly version: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly name: string | Uint8Array;
  readonly extra: Uint8Array;
  readonly comment: Uint8Array;
  readonly disk: number;
  readonly attributes: number;
  readonly offset: number;
}

export interface RawEntry {
  readonly name: string | Uint8Array;
  /** Unpacked contents. */
  readonly data?: Uint8Array | string;
  /** 8 unless said otherwise. */
  readonly method?: number;
  /** Stands in the archive instead of the packed contents. */
  readonly packed?: Uint8Array;
  readonly flags?: number;
  /** Follows the data; "32" and "64" are honest ones, and set flag bit 3 and zeros in the local header. */
  readonly descriptor?: "32" | "64" | Uint8Array;
  /** What differs in either header. */
  readonly local?: Partial<HeaderFields>;
  readonly central?: Partial<HeaderFields>;
  /** Bytes of no file before the entry. */
  readonly before?: Uint8Array;
  readonly only?: "local" | "central";
}

export interface ArchiveOptions {
  readonly prefix?: Uint8Array;
  readonly beforeDirectory?: Uint8Array;
  readonly afterDirectory?: Uint8Array;
  readonly suffix?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly commentLength?: number;
  /** Differences in the end record. */
  readonly end?: Partial<Record<"disk" | "directoryDisk" | "here" | "entries" | "size" | "offset", number>>;
  /** Writes a ZIP64 end record and its locator; an object sets differences in them. */
  readonly zip64?: Partial<
    Record<"length" | "here" | "entries" | "size" | "offset" | "place" | "disks" | "disk", number>
  >;
  /** Added to every offset, as for an archive behind a prefix that counts it. */
  readonly shift?: number;
}

const utf8 = new TextEncoder();
export const text = (value: string): Uint8Array<ArrayBuffer> => utf8.encode(value);

export function bytes(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return joined(parts);
}

function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Little-endian number of 2, 4 or 8 bytes. */
export function le(length: 2 | 4 | 8, value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, value % 0x1_0000_0000, true);
  view.setUint32(4, Math.floor(value / 0x1_0000_0000), true);
  return new Uint8Array(view.buffer, 0, length);
}

/** An extra field with its id and length. */
export function extra(id: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const data = bytes(...parts);
  return bytes(le(2, id), le(2, data.length), data);
}

/** Builds an archive from its parts, honest or not. */
export function buildZip(
  entries: readonly RawEntry[],
  options: ArchiveOptions = {},
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [options.prefix ?? new Uint8Array(0)];
  const central: Uint8Array[] = [];
  let offset = parts[0]?.length ?? 0;
  const put = (part: Uint8Array): void => {
    parts.push(part);
    offset += part.length;
  };
  for (const entry of entries) {
    put(entry.before ?? new Uint8Array(0));
    const packed = packedData(entry);
    const fields = honestFields(entry, packed.length, offset + (options.shift ?? 0));
    const streamed = entry.descriptor === "32" || entry.descriptor === "64";
    const zeros = streamed ? { crc: 0, compressedSize: 0, size: 0 } : {};
    if (entry.only !== "central") {
      put(localHeader({ ...fields, ...zeros, ...entry.local }));
      put(packed);
      put(descriptor(entry, fields));
    }
    if (entry.only !== "local") central.push(centralHeader({ ...fields, ...entry.central }));
  }
  put(options.beforeDirectory ?? new Uint8Array(0));
  const directoryOffset = offset + (options.shift ?? 0);
  for (const header of central) put(header);
  const directorySize = offset + (options.shift ?? 0) - directoryOffset;
  put(options.afterDirectory ?? new Uint8Array(0));
  const honest = { entries: central.length, size: directorySize, offset: directoryOffset };
  if (options.zip64 !== undefined) put(end64(honest, offset + (options.shift ?? 0), options.zip64));
  put(endRecord(honest, options));
  put(options.suffix ?? new Uint8Array(0));
  return joined(parts);
}

function contents(entry: RawEntry): Uint8Array {
  return typeof entry.data === "string" ? text(entry.data) : (entry.data ?? new Uint8Array(0));
}

function packedData(entry: RawEntry): Uint8Array {
  if (entry.packed !== undefined) return entry.packed;
  return (entry.method ?? 8) === 8 ? deflateRawSync(contents(entry), { level: 1 }) : contents(entry);
}

function honestFields(entry: RawEntry, compressedSize: number, offset: number): HeaderFields {
  const data = contents(entry);
  const name = typeof entry.name === "string" ? entry.name : new TextDecoder().decode(entry.name);
  return {
    signature: 0,
    madeBy: 0x0314,
    version: 20,
    flags: entry.flags ?? (/^[\0-\x7f]*$/.test(name) ? 0 : 0x800) | (entry.descriptor === undefined ? 0 : 8),
    method: entry.method ?? 8,
    time: 0x0021_0000,
    crc: crc32(data),
    compressedSize,
    size: data.length,
    name: entry.name,
    extra: new Uint8Array(0),
    comment: new Uint8Array(0),
    disk: 0,
    attributes: (name.endsWith("/") ? 0o040755 : 0o100644) * 0x1_0000,
    offset,
  };
}

const rawName = (name: string | Uint8Array): Uint8Array => (typeof name === "string" ? text(name) : name);

function localHeader(f: HeaderFields): Uint8Array {
  const name = rawName(f.name);
  return bytes(le(4, f.signature || 0x0403_4b50), ...shared(f, name), le(2, f.extra.length), name, f.extra);
}

function centralHeader(f: HeaderFields): Uint8Array {
  const name = rawName(f.name);
  return bytes(
    le(4, f.signature || 0x0201_4b50),
    le(2, f.madeBy),
    ...shared(f, name),
    le(2, f.extra.length),
    le(2, f.comment.length),
    le(2, f.disk),
    le(2, 0),
    le(4, f.attributes),
    le(4, f.offset),
    name,
    f.extra,
    f.comment,
  );
}

function shared(f: HeaderFields, name: Uint8Array): Uint8Array[] {
  return [
    le(2, f.version),
    le(2, f.flags),
    le(2, f.method),
    le(4, f.time),
    le(4, f.crc),
    le(4, f.compressedSize),
    le(4, f.size),
    le(2, name.length),
  ];
}

function descriptor(entry: RawEntry, f: HeaderFields): Uint8Array {
  if (entry.descriptor === undefined) return new Uint8Array(0);
  if (typeof entry.descriptor !== "string") return entry.descriptor;
  const width = entry.descriptor === "64" ? 8 : 4;
  return bytes(le(4, 0x0807_4b50), le(4, f.crc), le(width, f.compressedSize), le(width, f.size));
}

interface Honest {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

function endRecord(honest: Honest, options: ArchiveOptions): Uint8Array {
  const { disk = 0, directoryDisk = 0, here = honest.entries, entries = honest.entries } = options.end ?? {};
  const { size = honest.size, offset = honest.offset } = options.end ?? {};
  const comment = options.comment ?? new Uint8Array(0);
  return bytes(
    le(4, 0x0605_4b50),
    le(2, disk),
    le(2, directoryDisk),
    le(2, here),
    le(2, entries),
    le(4, size),
    le(4, offset),
    le(2, options.commentLength ?? comment.length),
    comment,
  );
}

function end64(honest: Honest, at: number, differences: NonNullable<ArchiveOptions["zip64"]>): Uint8Array {
  const { length = 44, disk = 0, here = honest.entries, entries = honest.entries } = differences;
  const { size = honest.size, offset = honest.offset, place = at, disks = 1 } = differences;
  return bytes(
    bytes(le(4, 0x0606_4b50), le(8, length), le(2, 45), le(2, 45), le(4, disk), le(4, disk)),
    bytes(le(8, here), le(8, entries), le(8, size), le(8, offset)),
    bytes(le(4, 0x0706_4b50), le(4, 0), le(8, place), le(4, disks)),
  );
}

/** A manifest with all that is required. */
export const manifest = {
  manifest_version: 1,
  id: "com.example.notes",
  name: "Notes",
  version: "1.2.3",
  version_code: 7,
  entry: "index.html",
} as const;

/** The entries of a small good package, before those given. */
export function withManifest(...entries: readonly RawEntry[]): RawEntry[] {
  return [
    { name: "manifest.json", data: JSON.stringify(manifest) },
    { name: "index.html", data: "<!doctype html><title>Notes</title>" },
    ...entries,
  ];
}

export function inspectBytes(
  package_: Uint8Array,
  options: Partial<InspectOptions> = {},
): Promise<Inspection> {
  return inspectPackage({ source: bytesSource(package_), codec: nodeCodec, ...options });
}

/** The codes of the findings, each once, errors first. */
export function codesOf(inspection: Inspection): string[] {
  return [...new Set(inspection.findings.map(({ code }) => code))];
}
