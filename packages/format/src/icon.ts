import { crc32 } from "./crc32.ts";

/** Sizes an icon may have, in pixels of its square side. */
export interface IconPolicy {
  readonly minSide: number;
  readonly maxSide: number;
  readonly square: boolean;
}

/** What the store takes: square, 128 to 2048 pixels. */
export const iconPolicy: IconPolicy = { minSide: 128, maxSide: 2048, square: true };

/** Why a picture is refused. */
export type PngProblem =
  | "not_png"
  | "truncated"
  | "damaged"
  | "animated"
  | "no_pixels"
  | "trailing_bytes"
  | "not_square"
  | "too_small"
  | "too_large";

export type PngCheck =
  | { readonly ok: true; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly problem: PngProblem; readonly message: string; readonly fix: string };

const words: Record<PngProblem, readonly [message: string, fix: string]> = {
  not_png: ["The file is not a PNG picture.", "Export the picture as PNG."],
  truncated: ["The PNG ends too early.", "Export the picture again and copy it whole."],
  damaged: ["The PNG is damaged.", "Export the picture again as PNG."],
  animated: ["The PNG is animated.", "Export a single frame as PNG."],
  no_pixels: ["The PNG holds no picture.", "Export the picture again as PNG."],
  trailing_bytes: ["The PNG has other data after its end.", "Export the picture again as PNG."],
  not_square: ["The picture is not square.", "Crop or extend it to equal width and height."],
  too_small: ["The picture is too small.", "Use a picture of at least 128 by 128 pixels."],
  too_large: ["The picture is too large.", "Use a picture of at most 2048 by 2048 pixels."],
};

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const depths: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/**
 * Checks the structure of a PNG (W3C PNG, third edition, sections 5 and 11.2): signature, chunk lengths, names
 * and checksums, one IHDR first, palette and picture data where they belong, IEND last and nothing after it, no
 * animation; then the policy for its sides. Pixels are not decoded: that is the image library's part.
 */
export function checkPng(bytes: Uint8Array, policy: IconPolicy = iconPolicy): PngCheck {
  const found = readPng(bytes);
  if (typeof found === "string") return refuse(found, policy);
  const { width, height } = found;
  if (Math.max(width, height) > policy.maxSide) return refuse("too_large", policy);
  if (Math.min(width, height) < policy.minSide) return refuse("too_small", policy);
  if (policy.square && width !== height) return refuse("not_square", policy);
  return { ok: true, width, height };
}

function refuse(problem: PngProblem, policy: IconPolicy): PngCheck {
  const [message, fix] = words[problem];
  const side = problem === "too_small" ? policy.minSide : policy.maxSide;
  return { ok: false, problem, message, fix: fix.replace(/\d+ by \d+/, `${side} by ${side}`) };
}

function readPng(bytes: Uint8Array): { width: number; height: number } | PngProblem {
  if (bytes.length < 8 || signature.some((byte, at) => bytes[at] !== byte)) return "not_png";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number } | null = null;
  let colour = 0;
  let palette = false;
  // IDAT chunks follow one another without a break (section 5.6).
  let data: "none" | "open" | "closed" = "none";
  let dataBytes = 0;

  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) return "truncated";
    const length = view.getUint32(at);
    if (length > 0x7fff_ffff) return "damaged";
    const end = at + 12 + length;
    if (end > bytes.length) return "truncated";
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(name)) return "damaged";
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) return "damaged";
    if ((size === null) !== (name === "IHDR")) return "damaged";
    if (name !== "IDAT" && data === "open") data = "closed";

    if (name === "IHDR") {
      if (length !== 13) return "damaged";
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
      colour = bytes[at + 17] ?? 255;
      if (size.width === 0 || size.height === 0 || size.width > 0x7fff_ffff || size.height > 0x7fff_ffff) {
        return "damaged";
      }
      if (!depths[colour]?.includes(bytes[at + 16] ?? 0)) return "damaged";
      if (bytes[at + 18] !== 0 || bytes[at + 19] !== 0 || (bytes[at + 20] ?? 255) > 1) return "damaged";
    } else if (name === "PLTE") {
      if (palette || data !== "none" || colour === 0 || colour === 4) return "damaged";
      if (length === 0 || length % 3 !== 0 || length > 768) return "damaged";
      palette = true;
    } else if (name === "IDAT") {
      if (data === "closed" || (colour === 3 && !palette)) return "damaged";
      data = "open";
      dataBytes += length;
    } else if (name === "acTL" || name === "fcTL" || name === "fdAT") {
      return "animated";
    } else if (name === "IEND") {
      if (length !== 0) return "damaged";
      if (dataBytes === 0) return "no_pixels";
      if (size === null) return "damaged";
      return end === bytes.length ? size : "trailing_bytes";
    } else if (/^[A-Z]/.test(name)) {
      // A critical chunk nobody knows: a decoder must give up on it (section 5.4).
      return "damaged";
    }
    at = end;
  }
}
