import {
  type RenderedScreenshot,
  type ScreenshotRefusal,
  type ScreenshotRenderer,
  screenshotEdge,
  screenshotPreviewWidth,
} from "@mosis/domain";
import { checkPng } from "@mosis/format";
import { confinedSharp } from "../confined-sharp.ts";
import { checkJpeg } from "./check-jpeg.ts";

/**
 * WebP, for a half to a twelfth of the bytes that PNG takes, with transparency kept; every browser has read it since
 * 2020. At this quality, and with the colours of edges looked after, text on a screen stays as it was. See
 * docs/decisions/0015 for the measurements.
 */
const full = { quality: 90, smartSubsample: true } as const;
const preview = { quality: 80, smartSubsample: true } as const;

/**
 * Makes the store's pictures of a screenshot: upright, in sRGB, and with nothing of the original's metadata, such as
 * where it was taken. The structure is judged before any decoder sees the bytes, and the original is decoded once.
 */
export const sharpScreenshotRenderer: ScreenshotRenderer = {
  async render(original: Uint8Array): Promise<RenderedScreenshot> {
    const check = checkStructure(original);
    if (!check.ok) return check;
    const decoded = await decode(original, check);
    if (!decoded) return { ok: false, refusal: refusals.undecodable };
    const { data, width, height } = decoded;
    const raw = { raw: { width, height, channels: decoded.channels } };
    return {
      ok: true,
      width,
      height,
      images: {
        full: await confinedSharp(data, raw).webp(full).toBuffer(),
        preview: await confinedSharp(data, raw)
          .resize({ width: screenshotPreviewWidth, withoutEnlargement: true })
          .webp(preview)
          .toBuffer(),
      },
    };
  },
};

const exportAgain = "Export the screenshot again as PNG or JPEG.";
const refusals = {
  not_a_picture: { code: "not_a_picture", message: "The file is neither PNG nor JPEG.", fix: exportAgain },
  truncated: {
    code: "truncated",
    message: "The JPEG ends too early.",
    fix: "Export the screenshot again and copy it whole.",
  },
  damaged: { code: "damaged", message: "The JPEG is damaged.", fix: exportAgain },
  too_many_scans: {
    code: "too_many_scans",
    message: "The JPEG is built up in too many steps.",
    fix: "Export the screenshot again, as PNG or as a baseline JPEG.",
  },
  undecodable: { code: "undecodable", message: "The picture cannot be read.", fix: exportAgain },
  too_small: {
    code: "too_small",
    message: "The picture is too small.",
    fix: `Use a picture whose sides have at least ${screenshotEdge.min} pixels.`,
  },
  too_large: {
    code: "too_large",
    message: "The picture is too large.",
    fix: `Use a picture whose sides have at most ${screenshotEdge.max} pixels.`,
  },
} as const satisfies Record<string, ScreenshotRefusal>;

type Structure =
  | { ok: true; format: "png" | "jpeg"; width: number; height: number }
  | { ok: false; refusal: ScreenshotRefusal };

/** The bytes say what they are; how the file was called does not matter. */
function checkStructure(bytes: Uint8Array): Structure {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) {
    const jpeg = checkJpeg(bytes);
    if (!jpeg.ok) return { ok: false, refusal: refusals[jpeg.problem] };
    const [shorter, longer] = [Math.min(jpeg.width, jpeg.height), Math.max(jpeg.width, jpeg.height)];
    if (longer > screenshotEdge.max) return { ok: false, refusal: refusals.too_large };
    if (shorter < screenshotEdge.min) return { ok: false, refusal: refusals.too_small };
    return { ...jpeg, format: "jpeg" };
  }
  const png = checkPng(bytes, { minSide: screenshotEdge.min, maxSide: screenshotEdge.max, square: false });
  if (png.ok) return { ...png, format: "png" };
  const { problem, message, fix } = png;
  if (problem === "not_png") return { ok: false, refusal: refusals.not_a_picture };
  if (problem === "too_small" || problem === "too_large") return { ok: false, refusal: refusals[problem] };
  return { ok: false, refusal: { code: problem, message, fix } };
}

/** The picture upright, as 8-bit sRGB; null when it cannot be decoded without a warning. */
async function decode(
  original: Uint8Array,
  { format, width, height }: Structure & { ok: true },
): Promise<{ data: Uint8Array; width: number; height: number; channels: 3 | 4 } | null> {
  const source = confinedSharp(original, { limitInputPixels: screenshotEdge.max ** 2, failOn: "warning" });
  try {
    const header = await source.metadata();
    if (header.format !== format || header.width !== width || header.height !== height) return null;
    const { data, info } = await source
      .autoOrient()
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3 && info.channels !== 4) return null;
    return { data, width: info.width, height: info.height, channels: info.channels };
  } catch {
    // sharp tells what libvips said, in words for programmers, and has no codes. The pixels are bounded and no file or
    // network is involved, so that the bytes are the only thing that can be at fault.
    return null;
  }
}
