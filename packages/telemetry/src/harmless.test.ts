import { expect, test } from "vitest";
import { harmless, harmlessAttributes } from "./harmless.ts";

test.each([
  ["mail to ada@example.com failed", "mail to …@… failed"],
  ["<ada.l+x@mail.example.co.uk>, bob@example.org", "<…@…>, …@…"],
  ["GET https://s3.example/k?X-Amz-Signature=abc", "GET https://s3.example/k?…"],
  ["postgresql://mosis:hunter2hunter2@db:5432/mosis", "postgresql://mosis:…@db:5432/mosis"],
  ["Bearer abcdefghijkl", "Bearer …"],
  ["packages/018f/7/package.mosis", "packages/018f/7/package.mosis"],
])("%s leaves as %s", (text, left) => expect(harmless(text)).toBe(left));

test("attributes lose it too, in lists as well, and long ones their end", () => {
  const lost = harmlessAttributes({ one: "ada@example.com", many: ["a", "bob@example.org"], number: 3 });
  expect(lost).toEqual({ one: "…@…", many: ["a", "…@…"], number: 3 });
  expect(harmless("x".repeat(5_000))).toHaveLength(500);
});
