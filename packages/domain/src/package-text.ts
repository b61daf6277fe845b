/** The longest text that is shown, bytes. */
export const mostTextBytes = 512 * 1024;
/** The largest picture that is shown, bytes. */
export const mostPictureBytes = 8 * 1024 * 1024;
/** Lines of a text that are shown at most, and characters of a line. */
export const mostLines = 10_000;
export const mostLineLength = 2_000;
/** Width times height of a picture that a browser is given to decode. */
const mostPixels = 40_000_000;

export type PictureType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/svg+xml";

/** What a file is by its bytes, whatever its name says; null for what is neither text nor a picture. */
export type SeenFile =
  | { kind: "text"; text: string; isSvg: boolean }
  | { kind: "picture"; type: PictureType }
  | null;

/** Characters that are not there to be seen, or that change how others are read (Unicode TR 36). */
const unseen = /(?![\n\t])\p{Cc}|[\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** Text as it may be shown: what cannot be seen, or turns text around, stands there by its number. */
export function shownText(text: string): string {
  return text.replaceAll(unseen, (character) => `\\u${hex(character)}`);
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
}

/** The lines of a text without what ends them. The last one, when nothing follows its end, is none. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

export function lookAtFile(bytes: Uint8Array): SeenFile {
  const picture = pictureType(bytes);
  if (picture) return { kind: "picture", type: picture };
  if (bytes.length > mostTextBytes) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0")
      ? null
      : { kind: "text", text, isSvg: /^(?:\s|<[?!][^>]*>)*<svg[\s>]/i.test(text) };
  } catch {
    return null;
  }
}

/** By its signature, and only as large as a browser decodes without harm. */
function pictureType(bytes: Uint8Array): PictureType | null {
  const type = signatureOf(bytes);
  if (type === null) return null;
  const pixels = pixelsOf(type, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return pixels !== null && pixels <= mostPixels ? type : null;
}

function signatureOf(bytes: Uint8Array): Exclude<PictureType, "image/svg+xml"> | null {
  const starts = (at: number, signature: string) =>
    [...signature].every((character, index) => bytes[at + index] === character.charCodeAt(0));
  if (starts(0, "\x89PNG\r\n\x1a\n")) return "image/png";
  if (starts(0, "\xff\xd8\xff")) return "image/jpeg";
  if (starts(0, "GIF87a") || starts(0, "GIF89a")) return "image/gif";
  return starts(0, "RIFF") && starts(8, "WEBP") ? "image/webp" : null;
}

/** Null where its header does not say. */
function pixelsOf(type: PictureType, view: DataView): number | null {
  try {
    switch (type) {
      case "image/png":
        return view.getUint32(16) * view.getUint32(20);
      case "image/gif":
        return view.getUint16(6, true) * view.getUint16(8, true);
      case "image/webp":
        return webpPixels(view);
      case "image/jpeg":
        return jpegPixels(view);
      default:
        return null;
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webpPixels(view: DataView): number | null {
  const int24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (view.getUint32(12)) {
    case 0x56503858: // VP8X
      return (int24(24) + 1) * (int24(27) + 1);
    case 0x56503820: // VP8
      return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
    case 0x5650384c: {
      // VP8L
      const bits = view.getUint32(21, true);
      return ((bits & 0x3fff) + 1) * (((bits >> 14) & 0x3fff) + 1);
    }
    default:
      return null;
  }
}

/** From the first frame header (ITU-T T.81, B.2.2). */
function jpegPixels(view: DataView): number | null {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return null;
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7);
  }
}
