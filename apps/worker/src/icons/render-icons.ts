import { type IconRefusal, type IconRenderer, iconEdge, type RenderedIcon } from "@mosis/domain";
import { checkPng } from "@mosis/format";
import { confinedSharp } from "../confined-sharp.ts";
import { type Raster, shrink } from "./raster.ts";

/** The largest square, of whose pixels the smaller ones are made. */
const largestEdge = 128;

const undecodable: IconRefusal = {
  code: "undecodable",
  message: "The PNG's picture data cannot be read.",
  fix: "Export the picture again as PNG.",
};

/**
 * Makes the store's squares: sRGB with transparency kept, and nothing of the original's metadata. The structure is
 * judged before any decoder sees the bytes, and the original is decoded once.
 */
export const sharpIconRenderer: IconRenderer = {
  async render(original: Uint8Array): Promise<RenderedIcon> {
    const check = checkPng(original, { minSide: iconEdge.min, maxSide: iconEdge.max, square: true });
    if (!check.ok) {
      return { ok: false, refusal: { code: check.problem, message: check.message, fix: check.fix } };
    }
    const largest = await decode(original, check);
    if (!largest) return { ok: false, refusal: undecodable };
    // One after another: side by side they would wait for each other's threads, which costs more than it saves.
    return {
      ok: true,
      images: {
        32: await encode(shrink(largest, 4)),
        64: await encode(shrink(largest, 2)),
        128: await encode(largest),
      },
    };
  },
};

/** The picture as the largest square; null when it cannot be decoded without a warning. */
async function decode(
  original: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<Raster | null> {
  const source = confinedSharp(original, { limitInputPixels: iconEdge.max ** 2, failOn: "warning" });
  try {
    const header = await source.metadata();
    if (header.format !== "png" || header.width !== width || header.height !== height) return null;
    const { data, info } = await source
      .resize(largestEdge, largestEdge, { fit: "fill" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { data, edge: largestEdge, channels: info.channels === 4 ? 4 : 3 };
  } catch {
    // sharp tells what libvips said, in words for programmers, and has no codes. The pixels are bounded and no file or
    // network is involved, so that the bytes are the only thing that can be at fault.
    return null;
  }
}

function encode({ data, edge, channels }: Raster): Promise<Buffer> {
  return confinedSharp(data, { raw: { width: edge, height: edge, channels } })
    .png()
    .toBuffer();
}
