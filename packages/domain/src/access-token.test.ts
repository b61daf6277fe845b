import { expect, test } from "vitest";
import { isTokenText, newTokenText, tokenStart } from "./access-token.ts";

test("a token's text has its prefix, and every character of its checksum counts", () => {
  const texts = Array.from({ length: 200 }, newTokenText);
  expect(new Set(texts).size).toBe(200);
  for (const text of texts) {
    expect(text).toMatch(/^mosis_pat_[0-9A-Za-z]{36}$/);
    expect(isTokenText(text)).toBe(true);
    expect(tokenStart(text)).toBe(text.slice(0, 14));
    const at = 10 + (text.charCodeAt(20) % 36);
    const other = text[at] === "a" ? "b" : "a";
    expect(isTokenText(`${text.slice(0, at)}${other}${text.slice(at + 1)}`)).toBe(false);
  }
});

test.each(["mosis_pat_", "mosis_pat_0", "ghp_0000", ""])("%j is no token", (text) => {
  expect(isTokenText(text)).toBe(false);
});
