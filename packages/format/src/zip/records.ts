/** Signatures of the records of a ZIP file (APPNOTE.TXT 6.3.10, section 4.3), little-endian. */
export const signatures = {
  local: 0x0403_4b50,
  descriptor: 0x0807_4b50,
  central: 0x0201_4b50,
  end64: 0x0606_4b50,
  locator64: 0x0706_4b50,
  end: 0x0605_4b50,
} as const;

/** Fixed lengths of the records in bytes, without names, extra fields and comments. */
export const lengths = {
  local: 30,
  descriptor: 16,
  descriptor64: 24,
  central: 46,
  end64: 56,
  locator64: 20,
  end: 22,
} as const;

/** Values that say "look into the ZIP64 record" (section 4.4.1.4). */
export const marker16 = 0xffff;
export const marker32 = 0xffff_ffff;

/** General purpose flags (section 4.4.4). */
export const flags = {
  encrypted: 0x0001,
  /** How hard the compressor tried; carries no meaning for a reader. */
  level: 0x0006,
  descriptor: 0x0008,
  strongEncryption: 0x0040,
  utf8: 0x0800,
  maskedHeaders: 0x2000,
} as const;

/**
 * The highest "version needed" (section 4.4.3) that deflate and ZIP64 call for: 4.5. Programs skip entries that ask
 * for more than they know, 4.6 for Info-ZIP and 6.3 for Python, and Info-ZIP asks before it unpacks one whose upper
 * byte names VMS.
 */
export const highestVersion = 45;

/** Compression methods that are read. */
export const methods = { stored: 0, deflate: 8 } as const;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An unsigned 64-bit value; Infinity when it is beyond what a number holds exactly, which no file reaches. */
export function readUint64(view: DataView, at: number): number {
  const high = view.getUint32(at + 4, true);
  return high > 0x1f_ffff ? Number.POSITIVE_INFINITY : high * 0x1_0000_0000 + view.getUint32(at, true);
}
