import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const api = join(import.meta.dirname, "../app");

/** Routes with no actor to ask for: next-auth's own, signs of life, metrics behind their token, and documents for everyone. */
const outside = new Set([
  "api/auth/[...nextauth]/route.ts",
  "api/health/live/route.ts",
  "api/health/ready/route.ts",
  "metrics/route.ts",
  "api/v1/openapi.json/route.ts",
  "schemas/manifest-1.json/route.ts",
]);

describe("every route says who may call it", () => {
  const files = globSync("**/route.ts", { cwd: api });
  it("finds the routes", () => expect(files.length).toBeGreaterThan(15));

  for (const file of files.filter((each) => !outside.has(each))) {
    it(file, () => {
      const source = readFileSync(join(api, file), "utf8");
      const exported = [
        ...source.matchAll(/^export (?:const|(?:async )?function) (GET|POST|PUT|PATCH|DELETE)\b(.*)$/gm),
      ];
      for (const [, method, rest] of exported)
        expect(`${method}${rest}`).toMatch(/^\w+ = route\($|^\w+ = route\(\{$/);
      expect(source.match(/= route\(\{\n {2}auth: "(public|[a-z]+\.[a-z]+)",/g)?.length).toBe(
        exported.length || 1,
      );
      expect(source).not.toMatch(/from "next-auth|process\.env/);
    });
  }
});
