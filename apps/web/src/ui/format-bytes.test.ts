import { expect, it } from "vitest";
import { formatBytes } from "./format-bytes.ts";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [52_428_800, "52.4 MB"],
  [500_000_000, "500 MB"],
  [3_000_000_000, "3.0 GB"],
])("formats %i as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
