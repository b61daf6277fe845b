import { expect, test } from "vitest";
import { moveWithin } from "./move-within.ts";

test("moves one item and keeps the order of the others", () => {
  const items = ["a", "b", "c", "d"];
  expect(moveWithin(items, 0, 2)).toEqual(["b", "c", "a", "d"]);
  expect(moveWithin(items, 3, 0)).toEqual(["d", "a", "b", "c"]);
  expect(moveWithin(items, 1, 1)).toEqual(items);
  expect(items).toEqual(["a", "b", "c", "d"]);
});

test("leaves the list alone at its ends", () => {
  for (const [from, to] of [
    [0, -1],
    [1, 2],
    [2, 0],
    [-1, 0],
  ] as const)
    expect(moveWithin(["a", "b"], from, to)).toEqual(["a", "b"]);
});
