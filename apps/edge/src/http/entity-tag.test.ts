import { expect, test } from "vitest";
import { allowsRange, combinedTag, entityTagOf, markOf, matchesNone } from "./entity-tag.ts";

test.each(['"a1"', 'W/"a1"', '"b2", "a1"', ' W/"b2",W/"a1"', "*"])("%s covers a1", (header) => {
  expect(matchesNone(header, "a1")).toBe(true);
});

test.each([undefined, "", "a1", '"a"', '"a11"', '"b2"', '"*"'])("%s does not cover a1", (header) => {
  expect(matchesNone(header, "a1")).toBe(false);
});

test("a range is answered when its condition names exactly this state", () => {
  expect(allowsRange(undefined, "a1")).toBe(true);
  expect(allowsRange('"a1"', "a1")).toBe(true);
  expect(allowsRange('W/"a1"', "a1")).toBe(false);
  expect(allowsRange('"b2"', "a1")).toBe(false);
  expect(allowsRange("Sun, 01 Mar 2026 12:00:00 GMT", "a1")).toBe(false);
});

test("documents that differ have other tags", async () => {
  expect(await entityTagOf("one")).toMatch(/^[0-9a-f]{32}$/);
  expect(await entityTagOf("one")).not.toBe(await entityTagOf("two"));
});

test("a combined tag changes with every part of it and with their order", () => {
  const tagOf = (...texts: string[]) => combinedTag(texts.map(markOf));
  const lists = [[], [""], ["", ""], ["ab", "c"], ["a", "bc"], ["c", "ab"], ["ab", "c", ""], ["abc"]];
  const tags = lists.map((list) => tagOf(...list));
  expect(new Set(tags).size).toBe(lists.length);
  for (const tag of tags) expect(tag).toMatch(/^[0-9a-f]{16}$/);
  const many = Array.from({ length: 50_000 }, (_, each) => tagOf(`tag ${each}`, "same"));
  expect(new Set(many).size).toBe(many.length);
});
