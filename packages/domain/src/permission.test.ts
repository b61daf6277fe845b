import { describe, expect, test } from "vitest";
import { permits, requirePermission, type UserActor } from "./actor.ts";
import { newId } from "./ids.ts";
import {
  type AccountRole,
  accountRoles,
  permissionNames,
  permissions,
  type TokenScope,
  tokenScopes,
} from "./permission.ts";
import { failing } from "./testing/conformance/sample-rows.ts";

const person = (accountRole: AccountRole, role: UserActor["role"] = "member"): UserActor => ({
  kind: "user",
  userId: newId(),
  developerId: newId(),
  accountRole,
  role,
});
const program = (scopes: TokenScope[], actor: UserActor = person("owner")): UserActor => ({
  ...actor,
  role: "member",
  token: { id: newId(), scopes, appId: null },
});
const may = (actor: UserActor) => permissionNames.filter((name) => permits(actor, name));

describe("permissions", () => {
  test("of a viewer are part of a maintainer's, and those of an owner's", () => {
    const [owner, maintainer, viewer] = accountRoles.map((role) => may(person(role)));
    expect(maintainer).toEqual(expect.arrayContaining(viewer ?? []));
    expect(owner).toEqual(expect.arrayContaining(maintainer ?? []));
    expect(viewer).toEqual(["app.read", "team.read", "self.manage"]);
  });

  test("of reviewers and admins come on top of what they are in their account", () => {
    const viewer = may(person("viewer"));
    expect(may(person("viewer", "reviewer"))).toEqual([...viewer, "review.decide"]);
    expect(may(person("viewer", "admin"))).toEqual([...viewer, "review.decide", "store.administer"]);
  });

  test("of a token are those of its scopes, and never more than its person's", () => {
    expect(may(program(["read"]))).toEqual(["app.read"]);
    expect(may(program(["upload"]))).toEqual(["app.read", "upload.send", "version.submit"]);
    expect(may(program(["publish"]))).toEqual([
      "app.read",
      "version.submit",
      "version.publish",
      "release.steer",
    ]);
    for (const role of accountRoles) {
      const whole = may(person(role));
      for (const name of may(program([...tokenScopes], person(role)))) expect(whole).toContain(name);
    }
    // A program is nobody's reviewer, whoever made its token.
    expect(permits({ ...program([...tokenScopes]), role: "admin" }, "store.administer")).toBe(false);
  });

  test.each([
    ["a viewer", person("viewer"), "version.publish", "account_role_required"],
    ["a maintainer", person("maintainer"), "team.manage", "account_role_required"],
    ["an owner", person("owner"), "review.decide", "role_required"],
    ["a reviewer", person("owner", "reviewer"), "store.administer", "role_required"],
    ["a token without the scope", program(["read"]), "upload.send", "token_scope_missing"],
    ["a token", program([...tokenScopes]), "team.manage", "token_not_allowed"],
    ["a viewer's token", program([...tokenScopes], person("viewer")), "upload.send", "account_role_required"],
  ] as const)("are refused to %s with a code that says why", (_, actor, permission, code) => {
    expect(() => requirePermission(actor, permission)).toThrow(failing(code));
  });

  test("say what somebody lacks and whom to ask", () => {
    expect(() => requirePermission(person("viewer"), "release.steer")).toThrow(
      "In this account you are a viewer. That takes an owner or a maintainer: ask an owner.",
    );
    expect(() => requirePermission(program(["read"]), "version.submit")).toThrow(
      "This access token may not do that: it takes the scope upload or publish.",
    );
  });

  test("each belong to somebody, and have words", () => {
    for (const name of permissionNames) {
      const { account, platform, words } = permissions[name];
      expect([...account, ...platform].length, name).toBeGreaterThan(0);
      expect(words, name).toMatch(/^[A-Z].*[^.]$/);
    }
  });
});
