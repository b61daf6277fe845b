import { describe, expect, test } from "vitest";
import { linesOf, lookAtFile, shownText } from "./package-text.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test.each([
  ["plain text\twith tabs", "plain text\twith tabs"],
  ["safe\u202etxt.exe", "safe\\u202etxt.exe"],
  ["zero\u200bwidth", "zero\\u200bwidth"],
  ["\u001b[2Jclear", "\\u001b[2Jclear"],
  ["line\u2028break", "line\\u2028break"],
  ["日本 ä 😀", "日本 ä 😀"],
])("shows what cannot be seen: %j", (text, shown) => {
  expect(shownText(text)).toBe(shown);
});

test("lines end at line feeds, and a last empty one is none", () => {
  expect(linesOf("a\nb\r\nc")).toEqual(["a", "b", "c"]);
  expect(linesOf("a\n")).toEqual(["a"]);
  expect(linesOf("")).toEqual([]);
  expect(linesOf("\n\n")).toEqual(["", ""]);
});

describe("a file is what its bytes are", () => {
  const header = (text: string, size = 64) => {
    const bytes = new Uint8Array(size);
    bytes.set([...text].map((character) => character.charCodeAt(0)));
    return bytes;
  };
  const with32 = (bytes: Uint8Array, at: number, ...values: number[]) => {
    for (const [index, value] of values.entries()) bytes[at + index] = value;
    return bytes;
  };

  test.each([
    ["GIF", with32(header("GIF89a"), 6, 10, 0, 10, 0), "image/gif"],
    ["lossy WebP", with32(header("RIFF\0\0\0\0WEBPVP8 "), 26, 10, 0, 10, 0), "image/webp"],
    ["lossless WebP", with32(header("RIFF\0\0\0\0WEBPVP8L"), 21, 9, 0x40, 2, 0), "image/webp"],
    ["extended WebP", with32(header("RIFF\0\0\0\0WEBPVP8X"), 24, 9, 0, 0, 9, 0, 0), "image/webp"],
    [
      "JPEG",
      with32(header(""), 0, 0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 10, 0, 10),
      "image/jpeg",
    ],
  ])("%s", (_, bytes, type) => {
    expect(lookAtFile(bytes)).toEqual({ kind: "picture", type });
  });

  test.each([
    ["a GIF of 65,535 by 65,535", with32(header("GIF89a"), 6, 255, 255, 255, 255)],
    [
      "a WebP of 16 million by 16 million",
      with32(header("RIFF\0\0\0\0WEBPVP8X"), 24, 255, 255, 255, 255, 255, 255),
    ],
    ["a PNG that is cut off", header("\x89PNG\r\n\x1a\n", 12)],
    ["a JPEG without a frame", header("\xff\xd8\xff\xe0\0\x04\0\0\0\0", 12)],
    ["a JPEG that is all markers", new Uint8Array(64).fill(0xff)],
  ])("not %s", (_, bytes) => {
    expect(lookAtFile(bytes)).toBeNull();
  });

  test.each([
    ["<svg xmlns='x'/>", true],
    ["<?xml version='1.0'?>\n<!-- x -->\n<svg>", true],
    ["<html><svg></svg></html>", false],
    ["svg", false],
  ])("an SVG begins as one: %s", (text, isSvg) => {
    expect(lookAtFile(bytesOf(text))).toEqual({ kind: "text", text, isSvg });
  });
});
