// Slicing by 8: eight table look-ups per eight bytes, about five times the speed of one byte at a time.
const tables = buildTables();

function buildTables(): Uint32Array {
  const out = new Uint32Array(8 * 256);
  for (let n = 0; n < 256; n += 1) {
    let c = n;
    for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb8_8320 ^ (c >>> 1) : c >>> 1;
    out[n] = c;
  }
  for (let n = 256; n < out.length; n += 1) {
    const previous = out[n - 256] ?? 0;
    out[n] = (out[previous & 0xff] ?? 0) ^ (previous >>> 8);
  }
  return out;
}

const look = (table: number, byte: number): number => tables[table * 256 + byte] ?? 0;

/** CRC-32 (IEEE 802.3, as in ZIP and PNG) of `bytes`; `seed` continues an earlier result. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  let crc = ~seed;
  const whole = bytes.length - (bytes.length % 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (; at < whole; at += 8) {
    const low = crc ^ view.getInt32(at, true);
    const high = view.getInt32(at + 4, true);
    crc =
      look(7, low & 0xff) ^
      look(6, (low >>> 8) & 0xff) ^
      look(5, (low >>> 16) & 0xff) ^
      look(4, low >>> 24) ^
      look(3, high & 0xff) ^
      look(2, (high >>> 8) & 0xff) ^
      look(1, (high >>> 16) & 0xff) ^
      look(0, high >>> 24);
  }
  for (; at < bytes.length; at += 1) crc = look(0, (crc ^ (bytes[at] ?? 0)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}
