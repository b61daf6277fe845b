import { crc32 } from "../crc32.ts";
import { marker32, readUint64, viewOf } from "./records.ts";

/** Sizes and place of an entry as the 32-bit header fields state them. */
export interface Header32 {
  readonly size: number;
  readonly compressedSize: number;
  /** Only central headers have one. */
  readonly offset: number | null;
}

export interface ExtraFields {
  /** The header's values with the ZIP64 field (APPNOTE 4.5.3) taken into account. */
  readonly values: Header32;
  /** Whether a ZIP64 field is there at all. */
  readonly zip64: boolean;
  /** Whether the name is there again in UTF-8. */
  readonly unicodePath: boolean;
  /** Ids of fields that mean nothing to this reader. */
  readonly unknown: readonly number[];
}

export type ExtraProblem =
  | { readonly kind: "encrypted" }
  | { readonly kind: "zip64" }
  | { readonly kind: "second_name" }
  | { readonly kind: "invalid"; readonly reason: string };

const ids = { zip64: 0x0001, unicodePath: 0x7075 } as const;

// Times, owners, alignment and markers: they say nothing about names, kinds or contents.
const harmless = new Set([
  0x000a, // NTFS times
  0x5455, // extended times
  0x5855, // Info-ZIP Unix, first form
  0x7855, // Info-ZIP Unix, second form
  0x7875, // Info-ZIP Unix, third form
  0x6375, // Unicode comment
  0xcafe, // Java archive marker
  0xd935, // Android alignment
  0xa220, // Open Packaging padding
]);
// Fields that change how data or names are read: encryption (4.5.12, 4.6, AE-x), Unix link targets.
const encryption = new Set([0x0014, 0x0015, 0x0016, 0x0017, 0x0018, 0x0019, 0x9901]);
const links = new Set([0x000d, 0x756e]);

/**
 * Reads the extra fields of a header. They must fill their space exactly, each id at most once; a second name
 * (4.6.9) must be the first; a ZIP64 field must hold what the header's markers ask for, no more and no less.
 * `loose` allows an empty ZIP64 field: streaming writers put one into the local header to announce 64-bit
 * values in the data descriptor.
 */
export function readExtraFields(
  extra: Uint8Array,
  header: Header32,
  name: Uint8Array,
  loose: boolean,
): ExtraFields | ExtraProblem {
  const wanted = [header.size, header.compressedSize, header.offset].filter(
    (value) => value === marker32,
  ).length;
  if (extra.length === 0)
    return wanted > 0 ? { kind: "zip64" } : { values: header, zip64: false, unicodePath: false, unknown: [] };

  const view = viewOf(extra);
  const seen = new Set<number>();
  const unknown: number[] = [];
  let values = header;
  for (let at = 0; at < extra.length; ) {
    if (at + 4 > extra.length) return { kind: "invalid", reason: "they end in the middle of a field" };
    const id = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    const start = at + 4;
    at = start + length;
    if (at > extra.length) return { kind: "invalid", reason: "a field is longer than its space" };
    if (seen.has(id)) return { kind: "invalid", reason: "a field appears twice" };
    seen.add(id);

    if (id === ids.zip64) {
      if (length !== wanted * 8 || (length === 0 && !loose)) return { kind: "zip64" };
      let next = start;
      const take = (value: number): number => {
        if (value !== marker32) return value;
        next += 8;
        return readUint64(view, next - 8);
      };
      values = {
        size: take(header.size),
        compressedSize: take(header.compressedSize),
        offset: header.offset === null ? null : take(header.offset),
      };
    } else if (id === ids.unicodePath) {
      if (!sameName(extra.subarray(start, at), name)) return { kind: "second_name" };
    } else if (encryption.has(id)) {
      return { kind: "encrypted" };
    } else if (links.has(id)) {
      return { kind: "invalid", reason: "they can make the entry a link" };
    } else if (!harmless.has(id)) {
      unknown.push(id);
    }
  }
  const zip64 = seen.has(ids.zip64);
  if (wanted > 0 && !zip64) return { kind: "zip64" };
  return { values, zip64, unicodePath: seen.has(ids.unicodePath), unknown };
}

/** Version 1, CRC-32 of the header's name, then the name in UTF-8. */
function sameName(field: Uint8Array, name: Uint8Array): boolean {
  if (field.length !== 5 + name.length || field[0] !== 1) return false;
  if (viewOf(field).getUint32(1, true) !== crc32(name)) return false;
  return name.every((byte, at) => field[5 + at] === byte);
}
