import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  accountPermits,
  accountRoles,
  type Permission,
  permissionNames,
  permissions,
  scopePermits,
  scopesOf,
  scopeWords,
  tokenScopes,
} from "./permission.ts";

const document = readFileSync(new URL("../../../docs/teams-and-tokens.md", import.meta.url), "utf8");

/** A table of who may do what, as it stands in the document. */
function tableOf<Column extends string>(
  columns: readonly Column[],
  may: (column: Column, permission: Permission) => boolean,
): string {
  const rows = permissionNames.filter((name) => columns.some((column) => may(column, name)));
  return [
    `| | ${columns.join(" | ")} |`,
    `|---${"|:-:".repeat(columns.length)}|`,
    ...rows.map(
      (name) =>
        `| ${permissions[name].words} | ${columns.map((column) => (may(column, name) ? "✓" : "")).join(" | ")} |`,
    ),
  ].join("\n");
}

describe("docs/teams-and-tokens.md says what the table of permissions says", () => {
  test("of roles in an account", () => expect(document).toContain(tableOf(accountRoles, accountPermits)));
  test("of roles in the store", () => {
    const roles = ["reviewer", "admin"] as const;
    const may = (role: (typeof roles)[number], name: Permission) =>
      (permissions[name].platform as readonly string[]).includes(role);
    expect(document).toContain(tableOf(roles, may));
  });
  test("of scopes of access tokens", () => expect(document).toContain(tableOf(tokenScopes, scopePermits)));
});

describe("scopes", () => {
  test("give nobody more than their role", () => {
    expect(scopesOf("viewer")).toEqual(["read"]);
    expect(scopesOf("maintainer")).toEqual([...tokenScopes]);
    expect(scopesOf("owner")).toEqual([...tokenScopes]);
  });

  test("are explained from the table", () => {
    expect(scopeWords("read")).toEqual([permissions["app.read"].words]);
    expect(scopeWords("upload")).toContain(permissions["upload.send"].words);
  });
});
