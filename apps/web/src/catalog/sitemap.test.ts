import { expect, test } from "vitest";
import { sitemapNames, sitemapPrefix } from "./sitemap.ts";

test("there are as many sitemaps as it takes for fewer than 50,000 addresses each", () => {
  expect(sitemapNames(0)).toEqual(["pages", "apps"]);
  expect(sitemapNames(20_000)).toEqual(["pages", "apps"]);
  const many = sitemapNames(100_000);
  expect(many).toHaveLength(17);
  expect(many.slice(0, 3)).toEqual(["pages", "apps-0", "apps-1"]);
  expect(sitemapNames(1_000_000)).toHaveLength(257);
  expect(sitemapNames(1_000_000).at(-1)).toBe("apps-ff");
});

test("names lead to the ids that they are of", () => {
  expect(["apps", "apps-7", "apps-0f", "pages", "apps-xyz", "apps-123", ""].map(sitemapPrefix)).toEqual([
    "",
    "7",
    "0f",
    null,
    null,
    null,
    null,
  ]);
});
