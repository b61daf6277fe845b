import { expect, it } from "vitest";
import { hashName, readDeviceNames } from "./read-device-names.ts";

it("reads a device a line, with whose it is", () => {
  expect(readDeviceNames(" tv-1 \n\ntv-2, Ada's desk\r\ntv-3\tLab, shelf 4\ntv-1,Again", "Lab")).toEqual({
    devices: [
      { name: "tv-1", label: "Again" },
      { name: "tv-2", label: "Ada's desk" },
      { name: "tv-3", label: "Lab, shelf 4" },
    ],
    problem: null,
  });
  expect(readDeviceNames("a\nb", "").devices.map(({ label }) => label)).toEqual([
    "Device of line 1",
    "Device of line 2",
  ]);
});

it.each([
  ["", "Give the name of a device at least."],
  ["a\n,Nobody's", "Line 2 has no name."],
  ["a".repeat(201), "The name of line 1 is longer than 200."],
  [`a,${"b".repeat(81)}`, "The label of line 1 is longer than 80."],
  [Array.from({ length: 1_001 }, (_, at) => `tv-${at}`).join("\n"), "Give at most 1,000 at once."],
])("says what cannot be read", (text, problem) => {
  expect(readDeviceNames(text, "")).toEqual({ devices: [], problem });
});

it("hashes names as sha256sum does", async () => {
  expect(await hashName("tv-ü")).toBe("2e81c8cdb2e66b0bf33385db8aa58633d81344c5d11db6bc66ca28bc433392ee");
});
