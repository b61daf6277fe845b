/** Most scans of a progressive JPEG. Encoders make about ten; thousands over the same pixels only cost time. */
const mostScans = 64;

export type JpegCheck =
  | { ok: true; width: number; height: number }
  | { ok: false; problem: "truncated" | "damaged" | "too_many_scans" };

/** Markers that stand alone, without a length: TEM and the restart markers. */
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** Start of frame: all of C0 to CF but DHT, JPG and DAC. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/**
 * Walks a JPEG from marker to marker (ITU-T T.81, annex B): one frame with sides, scans after it, and an end. What
 * follows the end is not looked at: cameras put previews and films there, and it is not kept. Nothing is decoded.
 */
export function checkJpeg(bytes: Uint8Array): JpegCheck {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number } | null = null;
  let scans = 0;
  for (let at = 2; ; ) {
    if (at + 1 >= bytes.length) return { ok: false, problem: "truncated" };
    if (bytes[at] !== 0xff) return { ok: false, problem: "damaged" };
    // Any number of fill bytes may come before a marker.
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (marker === undefined) return { ok: false, problem: "truncated" };
    at += 2;
    if (marker === 0xd9) return size && scans > 0 ? { ok: true, ...size } : { ok: false, problem: "damaged" };
    if (standsAlone(marker)) continue;
    if (marker === 0x00 || marker === 0xd8) return { ok: false, problem: "damaged" };
    if (at + 2 > bytes.length) return { ok: false, problem: "truncated" };
    const length = view.getUint16(at);
    if (length < 2) return { ok: false, problem: "damaged" };
    if (at + length > bytes.length) return { ok: false, problem: "truncated" };
    if (isFrame(marker)) {
      if (size !== null || length < 8) return { ok: false, problem: "damaged" };
      size = { height: view.getUint16(at + 3), width: view.getUint16(at + 5) };
      if (size.width === 0 || size.height === 0) return { ok: false, problem: "damaged" };
    }
    at += length;
    if (marker !== 0xda) continue;
    if (size === null) return { ok: false, problem: "damaged" };
    scans += 1;
    if (scans > mostScans) return { ok: false, problem: "too_many_scans" };
    at = endOfScan(bytes, at);
  }
}

/** Where the next marker after a scan's data stands; in the data FF is followed by 00 or a restart marker. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; ; ) {
    const next = bytes.indexOf(0xff, at);
    if (next < 0) return bytes.length;
    const marker = bytes[next + 1] ?? 0;
    if (marker !== 0x00 && !(marker >= 0xd0 && marker <= 0xd7)) return next;
    at = next + 2;
  }
}
