import { expect, test } from "vitest";
import { system, type UserActor } from "./actor.ts";
import { internalActions } from "./audit.ts";
import { actingAccount } from "./audit-groups.ts";
import { newId } from "./ids.ts";

const actor: UserActor = {
  kind: "user",
  userId: newId(),
  developerId: newId(),
  accountRole: "owner",
  role: "reviewer",
};

test("what somebody does for an account is its affair", () => {
  expect(actingAccount({ actor, action: "token.created" })).toBe(actor.developerId);
  expect(actingAccount({ actor, action: "member.removed" })).toBe(actor.developerId);
});

test("what the store does, and what reviewers and admins do for it, is no account's", () => {
  expect(actingAccount({ actor: system, action: "webhook.paused" })).toBeNull();
  for (const action of [...internalActions, "role.granted", "session.started", "retention.changed"] as const)
    expect(actingAccount({ actor, action }), action).toBeNull();
});
