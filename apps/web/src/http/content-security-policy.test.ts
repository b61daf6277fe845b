import { expect, it } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const places = {
  storage: "https://storage.example",
  edge: "https://edge.example",
  pictures: ["https://avatars.example"],
};

it("runs the scripts of this answer alone", () => {
  const policy = contentSecurityPolicy("bm9uY2U=", places);
  const directives = new Map(
    policy.split("; ").map((text) => [text.split(" ")[0], text.split(" ").slice(1)] as const),
  );
  expect(directives.get("script-src")).toEqual(["'self'", "'nonce-bm9uY2U='", "'strict-dynamic'"]);
  expect(directives.get("connect-src")).toEqual([
    "'self'",
    "https://storage.example",
    "https://edge.example",
  ]);
  expect(directives.get("img-src")).toContain("https://avatars.example");
  for (const name of ["object-src", "base-uri", "frame-ancestors", "frame-src"])
    expect(directives.get(name)).toEqual(["'none'"]);
  expect(policy).not.toContain("unsafe-eval");
  expect(policy.replace("style-src 'self' 'unsafe-inline'", "")).not.toContain("unsafe-inline");
});
