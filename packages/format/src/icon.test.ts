import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { checkPng, iconPolicy, type PngProblem } from "./icon.ts";
import { bytes, text } from "./node/testing/zip-builder.ts";

const suite = join(import.meta.dirname, "../test/corpus/png/in");
const anySize = { minSide: 1, maxSide: 10_000, square: false };
const be32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(name: string, data: Uint8Array | number[] = []): Uint8Array {
  const body = bytes(text(name), data);
  return bytes(be32(data.length), body, be32(crc32(body)));
}
const ihdr = (
  width: number,
  height = width,
  [depth, colour, interlace]: [number, number, number] = [8, 6, 0],
) => chunk("IHDR", [...be32(width), ...be32(height), depth, colour, 0, 0, interlace]);
const pixels = chunk("IDAT", deflateSync(new Uint8Array(4)));
const end = chunk("IEND");
const png = (...chunks: Uint8Array[]) => bytes(signature, ...chunks);

describe("PngSuite", () => {
  const files = readdirSync(suite).filter((file) => file.endsWith(".png"));
  /** What each of the corrupt files has wrong, as its README says. */
  const corrupt: Record<string, PngProblem> = {
    "xs1n0g01.png": "not_png",
    "xs2n0g01.png": "not_png",
    "xs4n0g01.png": "not_png",
    "xs7n0g01.png": "not_png",
    "xcrn0g04.png": "not_png",
    "xlfn0g04.png": "not_png",
    "xhdn0g08.png": "damaged",
    "xc1n0g08.png": "damaged",
    "xc9n2c08.png": "damaged",
    "xd0n2c08.png": "damaged",
    "xd3n2c08.png": "damaged",
    "xd9n2c08.png": "damaged",
    "xdtn0g01.png": "no_pixels",
    "xcsn0g01.png": "damaged",
  };

  test("all corrupt files are listed", () => {
    expect(Object.keys(corrupt).sort()).toEqual(files.filter((file) => file.startsWith("x")).sort());
  });

  test.each(files)("%s", (file) => {
    const check = checkPng(readFileSync(join(suite, file)), anySize);
    expect(check.ok ? null : check.problem).toBe(corrupt[file] ?? null);
  });
});

describe("a picture for the store", () => {
  test("gives its size", () => {
    expect(checkPng(png(ihdr(512), pixels, end))).toEqual({ ok: true, width: 512, height: 512 });
  });

  test.each<[string, Uint8Array, PngProblem]>([
    ["nothing", new Uint8Array(0), "not_png"],
    ["an SVG", text('<svg xmlns="http://www.w3.org/2000/svg"/>'), "not_png"],
    ["a JPEG", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46), "not_png"],
    ["a signature alone", png(), "truncated"],
    ["a picture cut in a chunk", png(ihdr(512), pixels, end).subarray(0, 50), "truncated"],
    ["a picture without its end", png(ihdr(512), pixels), "truncated"],
    [
      "a chunk longer than the file",
      png(ihdr(512), bytes(be32(9999), text("IDAT"), [1, 2, 3, 4])),
      "truncated",
    ],
    ["a chunk of 4 GB", png(ihdr(512), bytes(be32(0xffff_ffff), text("IDAT"), [1, 2, 3, 4])), "damaged"],
    [
      "an archive behind the picture",
      bytes(png(ihdr(512), pixels, end), text("PK\u0005\u0006")),
      "trailing_bytes",
    ],
    ["an animation", png(ihdr(512), chunk("acTL", new Uint8Array(8)), pixels, end), "animated"],
    ["two headers", png(ihdr(512), ihdr(512), pixels, end), "damaged"],
    ["no header", png(pixels, end), "damaged"],
    ["no pixels", png(ihdr(512), end), "no_pixels"],
    ["empty pixels", png(ihdr(512), chunk("IDAT"), end), "no_pixels"],
    [
      "pixels in two places",
      png(ihdr(512), pixels, chunk("tIME", new Uint8Array(7)), pixels, end),
      "damaged",
    ],
    ["a palette picture without palette", png(ihdr(512, 512, [8, 3, 0]), pixels, end), "damaged"],
    [
      "two palettes",
      png(ihdr(512), chunk("PLTE", [1, 2, 3]), chunk("PLTE", [1, 2, 3]), pixels, end),
      "damaged",
    ],
    ["a critical chunk nobody knows", png(ihdr(512), chunk("EVIL"), pixels, end), "damaged"],
    ["a chunk without a name", png(ihdr(512), chunk("\0\0\0\0"), pixels, end), "damaged"],
    ["no width", png(ihdr(0, 512), pixels, end), "damaged"],
    ["unknown interlacing", png(ihdr(512, 512, [8, 6, 2]), pixels, end), "damaged"],
    ["a giant", png(ihdr(16_384), pixels, end), "too_large"],
    ["one side too large", png(ihdr(2049), pixels, end), "too_large"],
    ["one side too small", png(ihdr(127), pixels, end), "too_small"],
    ["a banner", png(ihdr(1024, 512), pixels, end), "not_square"],
  ])("%s is refused", (_, picture, problem) => {
    const check = checkPng(picture);
    expect(check.ok ? null : check.problem).toBe(problem);
  });

  test.each([128, 2048])("%i pixels are the bounds", (side) => {
    expect(checkPng(png(ihdr(side), pixels, end)).ok).toBe(true);
  });

  test("the words name the policy's own bounds", () => {
    const check = checkPng(png(ihdr(32), pixels, end), { ...iconPolicy, minSide: 64 });
    expect(check.ok || check.fix).toBe("Use a picture of at least 64 by 64 pixels.");
  });
});
