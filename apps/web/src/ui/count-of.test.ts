import { expect, it } from "vitest";
import { countOf } from "./count-of.ts";

it.each([
  [0, "0 errors"],
  [1, "1 error"],
  [2, "2 errors"],
  [1200, "1,200 errors"],
])("counts %i as %s", (count, text) => {
  expect(countOf(count, "error")).toBe(text);
});

it("takes a plural of its own", () => {
  expect([1, 2].map((count) => countOf(count, "person", "people"))).toEqual(["1 person", "2 people"]);
});
