import { describe, expect, test } from "vitest";
import { CatalogQuery, canBeMeant, isPrefix, nearestWord, searchWords } from "./catalog-search.ts";

describe("a query", () => {
  test("takes what an address says, and leaves out what makes no sense", () => {
    expect(CatalogQuery.parse({})).toEqual({ q: "", category: null, sort: "popular", page: 1 });
    const odd = { q: ["a", "b"], category: "shoes", sort: "price", page: "-3", more: "1" };
    expect(CatalogQuery.parse(odd)).toEqual({ q: "", category: null, sort: "popular", page: 1 });
    expect(CatalogQuery.parse({ q: " notes ", category: "games", sort: "name", page: "7" })).toEqual({
      q: "notes",
      category: "games",
      sort: "name",
      page: 7,
    });
  });

  test("is cut, and can always be written", () => {
    expect(CatalogQuery.parse({ q: "x".repeat(10_000) }).q).toHaveLength(200);
    expect(CatalogQuery.parse({ q: "a\0b \ud800" }).q).toBe("a b \ufffd");
  });
});

describe("the words of a search", () => {
  test.each([
    ["", []],
    ["  Quiet   NOTES ", ["quiet", "notes"]],
    ["com.example.my-app", ["com", "example", "my", "app"]],
    ["notes Notes nOTES", ["notes"]],
    ["Müller's Café", ["müller", "s", "café"]],
    ["заметки 笔记", ["заметки", "笔记"]],
    ["' & | ! :* <-> \\ \0", []],
    ["1 2 3 4 5 6 7 8 9 10", ["1", "2", "3", "4", "5", "6", "7", "8"]],
  ])("%j", (text, words) => expect(searchWords(text)).toEqual(words));

  test("are cut by characters", () => {
    expect(searchWords("𝒳".repeat(50))).toEqual(["𝒳".repeat(40)]);
  });

  test("begin others, unless they are a letter or a number", () => {
    expect(["no", "note", "n", "12", "v2"].filter(isPrefix)).toEqual(["no", "note", "v2"]);
  });
});

test("few words are looked for among those that are known, and none that is short", () => {
  const all = [[], ["weahter"], ["weahter", "ntoes"], ["weahter", "ntoes", "recpes"], ["abc"]];
  expect(all.map(canBeMeant)).toEqual([false, true, true, false, false]);
});

describe("the word that was meant", () => {
  const known = [
    { word: "weather", apps: 5 },
    { word: "leather", apps: 9 },
    { word: "notes", apps: 7 },
    { word: "votes", apps: 1 },
    { word: "chess", apps: 3 },
  ];
  test.each([
    ["weahter", "weather"],
    ["wether", "weather"],
    ["ntoes", "notes"],
    ["otes", "notes"],
    ["weather", "leather"],
    ["chesss", "chess"],
    ["xylophone", null],
    ["che", null],
    ["nxtxs", null],
  ])("by %s is %s", (word, meant) => expect(nearestWord(word, known)).toBe(meant));
});
