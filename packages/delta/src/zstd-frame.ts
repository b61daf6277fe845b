/** The most a frame may state as its size here, in bytes: far beyond any limit, and exact as a number. */
const largestSize = 2n ** 40n;

/**
 * The size of the contents that a zstd frame states (RFC 8878, 3.1.1), in bytes. Null when the bytes are not exactly one
 * frame as deltas are: no id of a dictionary, no checksum, the size stated, and nothing behind its last block.
 */
export function frameContentSize(frame: Uint8Array): number | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 6 || view.getUint32(0, true) !== 0xfd2f_b528) return null;
  const descriptor = view.getUint8(4);
  // Two bits for an id, one for a checksum, and one that is reserved.
  if ((descriptor & 0x0f) !== 0) return null;
  const singleSegment = (descriptor & 0x20) !== 0;
  const at = singleSegment ? 5 : 6;
  const sizeFlag = descriptor >>> 6;
  const length = sizeFlag === 0 ? (singleSegment ? 1 : 0) : 2 ** sizeFlag;
  if (length === 0 || !endsWithLastBlock(view, at + length)) return null;
  if (length === 1) return view.getUint8(at);
  if (length === 2) return view.getUint16(at, true) + 256;
  if (length === 4) return view.getUint32(at, true);
  const size = view.getBigUint64(at, true);
  return size <= largestSize ? Number(size) : null;
}

/** Goes from block to block (RFC 8878, 3.1.1.2), whose contents may be anything. */
function endsWithLastBlock(view: DataView, start: number): boolean {
  for (let at = start; at + 3 <= view.byteLength; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const isRepeated = ((header >>> 1) & 3) === 1;
    at += 3 + (isRepeated ? 1 : header >>> 3);
    if ((header & 1) !== 0) return at === view.byteLength;
  }
  return false;
}

/**
 * Whether zstd takes these bytes for plain contents to refer to: with this number in front (RFC 8878, 5) it would take
 * them for a dictionary that was trained, which the decoders of others and `zstd --patch-from` do not.
 */
export function isPlainDictionary(bytes: Uint8Array): boolean {
  return !(bytes[0] === 0x37 && bytes[1] === 0xa4 && bytes[2] === 0x30 && bytes[3] === 0xec);
}

/** The smallest power of two that is at least `bytes`, as its exponent. */
export function exponentOf(bytes: number): number {
  return Math.ceil(Math.log2(Math.max(1, bytes)));
}
