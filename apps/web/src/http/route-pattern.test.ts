import { expect, test } from "vitest";
import { routePattern } from "./route-pattern.ts";

test.each([
  ["/api/v1/apps", {}, "/api/v1/apps"],
  ["/api/v1/apps/com.example.notes/uploads", { appId: "com.example.notes" }, "/api/v1/apps/[appId]/uploads"],
  ["/api/v1/apps/apps", { appId: "apps" }, "/api/v1/apps/[appId]"],
  ["/api/v1/a/1/b/1", { a: "1", b: "1" }, "/api/v1/a/[a]/b/[b]"],
  ["/api/v1/overrides/x%2Fy/draft", { appId: "x/y", class: "draft" }, "/api/v1/overrides/[appId]/[class]"],
  ["/api/nothing/of/this", { path: ["nothing", "of", "this"] }, "/api/[...path]"],
])("%s is %s", (path, params, pattern) => expect(routePattern(path, params)).toBe(pattern));

test("whatever is sent instead of an id, the pattern stays", () => {
  for (const sent of ["%", "%ff", "..%2f..", "a?b", "[appId]", "é"])
    expect(routePattern(`/api/v1/apps/${sent}`, { appId: sent })).toBe("/api/v1/apps/[appId]");
});
