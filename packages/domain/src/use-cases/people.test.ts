import { describe, expect, test } from "vitest";
import { PeopleQuery } from "../listing.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import { actionsOn, createSampleStore } from "../testing/index.ts";

const everybody = PeopleQuery.parse({});

describe("people", () => {
  test("are listed for admins alone, with the accounts they belong to", async () => {
    const { app, admin, developer, reviewer } = await createSampleStore();
    const { items } = await app.listPeople({ actor: admin, query: everybody });
    expect(items.map(({ name, role }) => [name, role]).sort()).toEqual([
      ["admin", "admin"],
      ["developer", "member"],
      ["reviewer", "reviewer"],
      ["stranger", "member"],
    ]);
    expect(items.find(({ id }) => id === developer.userId)).toMatchObject({
      identities: ["demo:developer"],
      accounts: [{ id: developer.developerId, name: "developer", role: "owner" }],
      accountCount: 1,
    });
    for (const actor of [developer, reviewer])
      await expect(app.listPeople({ actor, query: everybody })).rejects.toEqual(failing("role_required"));
  });

  test("get a role, are told of it, and have it on their next request", async () => {
    const store = await createSampleStore();
    const { app, admin, developer } = store;
    const identity = {
      provider: "demo",
      subject: "developer",
      name: "developer",
      email: null,
      avatarUrl: null,
    } as const;
    const { session } = await app.signIn({ identity, userAgent: "test" });
    await app.changePlatformRole({ actor: admin, userId: developer.userId, role: "reviewer" });
    expect((await app.resolveSession({ sessionId: session.id }))?.actor.role).toBe("reviewer");
    expect(store.audit.at(-1)).toMatchObject({
      actor: admin,
      action: "role.granted",
      subjectId: developer.userId,
      before: { role: "member" },
      after: { role: "reviewer" },
    });
    // Once more changes nothing, and says nothing.
    await app.changePlatformRole({ actor: admin, userId: developer.userId, role: "reviewer" });
    expect(actionsOn(store, developer.userId)).toEqual(["role.granted"]);
  });

  test("do not lose their last admin, also when two make members of each other", async () => {
    const { app, admin, reviewer, developer } = await createSampleStore();
    const demote = (actor: typeof admin, of: typeof admin) =>
      app.changePlatformRole({ actor, userId: of.userId, role: "member" });
    await expect(demote(admin, admin)).rejects.toEqual(failing("last_admin"));
    await app.changePlatformRole({ actor: admin, userId: reviewer.userId, role: "admin" });
    const second = { ...reviewer, role: "admin" as const };
    const ends = await Promise.allSettled([demote(admin, second), demote(second, admin)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(demote(developer, admin)).rejects.toEqual(failing("role_required"));
  });
});
