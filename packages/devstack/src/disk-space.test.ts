import { expect, test } from "vitest";
import { diskSpaceMessage } from "./disk-space.ts";

test("enough room is nothing to speak of", () => {
  expect(diskSpaceMessage(2_000_000_000, 2_000_000_000)).toBeUndefined();
});

test("too little room says how much there is and how much is needed", () => {
  expect(diskSpaceMessage(400_000_000, 2_000_000_000)).toBe(
    "The disk has 0.4 GB left and 2.0 GB are needed: free some space and start again.",
  );
});
