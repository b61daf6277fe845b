import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const api = join(import.meta.dirname, "../app");

/** Routes with no actor to ask for: next-auth's own, the sign of life, and documents for everyone. */
const outside = new Set([
  "api/auth/[...nextauth]/route.ts",
  "api/health/live/route.ts",
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
      expect(source.match(/= route\(\{\n {2}auth: "(public|user|reviewer|admin)",/g)?.length).toBe(
        exported.length || 1,
      );
      expect(source).not.toMatch(/from "next-auth|process\.env/);
    });
  }
});

/** What programs may do by an access token; everything else a person does themselves. */
const openToTokens = [
  "api/[...path]: nothing",
  "api/v1/apps/[appId]/releasable: GET",
  "api/v1/apps/[appId]/releases/events: GET",
  "api/v1/apps/[appId]/releases: GET",
  "api/v1/apps/[appId]/releases: POST",
  "api/v1/apps/[appId]/tracks: GET",
  "api/v1/apps/[appId]/uploads: GET",
  "api/v1/apps/[appId]/uploads: POST",
  "api/v1/apps/[appId]/versions: GET",
  "api/v1/apps/[appId]: GET",
  "api/v1/apps: GET",
  "api/v1/releases/[releaseId]/cancel: POST",
  "api/v1/releases/[releaseId]/complete: POST",
  "api/v1/releases/[releaseId]/pause: POST",
  "api/v1/releases/[releaseId]/raise: POST",
  "api/v1/releases/[releaseId]/resume: POST",
  "api/v1/releases/[releaseId]/roll-back: POST",
  "api/v1/releases/[releaseId]: GET",
  "api/v1/releases/together: POST",
  "api/v1/uploads/[uploadId]/complete: POST",
  "api/v1/uploads/[uploadId]/parts: POST",
  "api/v1/uploads/[uploadId]: DELETE",
  "api/v1/uploads/[uploadId]: GET",
  "api/v1/versions/[versionId]/events: GET",
  "api/v1/versions/[versionId]/submit: POST",
  "api/v1/versions/[versionId]: GET",
];

it("exactly these routes take access tokens, and docs/api.md names them", () => {
  const found = globSync("**/route.ts", { cwd: api }).flatMap((file) => {
    const source = readFileSync(join(api, file), "utf8");
    const declared = [...source.matchAll(/^(?:export )?const (\w+) = route\(\{\n([\s\S]*?)^\}\);/gm)];
    return declared
      .filter(([, , declaration]) => /^ {2}tokens: true,$/m.test(declaration ?? ""))
      .map(([, name]) => `${file.replace("/route.ts", "")}: ${name}`);
  });
  expect(found.sort()).toEqual(openToTokens);

  const doc = readFileSync(join(import.meta.dirname, "../../../../docs/api.md"), "utf8");
  const [, named = ""] = /^These calls take a token, and no others:\n([\s\S]*?)^Every/m.exec(doc) ?? [];
  const told = [...named.matchAll(/`([A-Z]+) \/([^`]*)`/g)].map(
    ([, method, path]) => `${path?.replaceAll(/\{(\w+)\}/g, "[$1Id]")}: ${method}`,
  );
  expect(told.sort()).toEqual(openToTokens.filter((one) => !one.endsWith("nothing")));
});
