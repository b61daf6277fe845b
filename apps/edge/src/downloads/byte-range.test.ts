import { expect, test } from "vitest";
import { resolveRange } from "./byte-range.ts";

test.each([
  ["bytes=0-0", { offset: 0, length: 1 }],
  ["bytes=0-99", { offset: 0, length: 100 }],
  ["bytes=40-", { offset: 40, length: 60 }],
  ["bytes=99-", { offset: 99, length: 1 }],
  ["bytes=10-1000000", { offset: 10, length: 90 }],
  ["bytes=-1", { offset: 99, length: 1 }],
  ["bytes=-1000", { offset: 0, length: 100 }],
  ["Bytes= 1-2 ", { offset: 1, length: 2 }],
])("%s of 100 bytes", (header, range) => {
  expect(resolveRange(header, 100)).toEqual(range);
});

test.each(["bytes=100-", "bytes=100-200", "bytes=-0"])("%s lies outside", (header) => {
  expect(resolveRange(header, 100)).toBe("unsatisfiable");
});

test.each([
  undefined,
  "",
  "bytes=-",
  "bytes=5-4",
  "bytes=0-1,5-6",
  "bytes=a-b",
  "bytes=1.5-2",
  "bytes=0x1-2",
  "items=0-5",
  "bytes 0-5",
  "bytes=9999999999999999-",
])("%s asks for the whole", (header) => {
  expect(resolveRange(header, 100)).toBeNull();
});
