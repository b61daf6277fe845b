import { expect, test } from "vitest";
import { catalogAddress } from "./page-address.ts";

const pathOf = (address: string) => catalogAddress(new URL(address, "http://localhost"))?.path ?? null;

test.each([
  ["/", "/"],
  ["/?utm_source=x&page=3", "/"],
  ["/search?q=notes&page=1&sort=name", "/search?q=notes"],
  ["/search?page=2&category=games&q=a+b", "/search?q=a+b&category=games&page=2"],
  ["/search?category=shoes", "/search"],
  ["/categories/games?sort=popular&page=01", "/categories/games"],
  ["/categories/games?sort=name&page=2", "/categories/games?sort=name&page=2"],
  ["/apps/com.example.notes?download=unavailable", "/apps/com.example.notes?download=unavailable"],
  ["/apps/com.example.notes?download=x", "/apps/com.example.notes"],
  [
    "/developers/01234567-89ab-4def-8123-456789abcdef?x=1",
    "/developers/01234567-89ab-4def-8123-456789abcdef",
  ],
  ["/apps/com.example.notes/download", null],
  ["/apps/com.example.notes/feed.atom", null],
  ["/feed.atom", null],
  ["/console", null],
  ["/not-here", null],
])("%s leads to %s", (address, path) => expect(pathOf(address)).toBe(path));

test("what people search for has no end", () => {
  const isAskedOften = (address: string) =>
    catalogAddress(new URL(address, "http://localhost"))?.isAskedOften;
  expect([isAskedOften("/search?q=a"), isAskedOften("/"), isAskedOften("/apps/a.b")]).toEqual([
    false,
    true,
    true,
  ]);
  expect(pathOf(`/search?q=${"x".repeat(10_000)}`)).toBe(`/search?q=${"x".repeat(200)}`);
});
