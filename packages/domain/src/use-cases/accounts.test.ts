import { describe, expect, test } from "vitest";
import { actorOf, sessionLifetimeMs } from "../account.ts";
import { system } from "../actor.ts";
import type { SessionId } from "../ids.ts";
import { newId } from "../ids.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import { actionsOn, createSampleStore, endsAfterEveryCrash } from "../testing/index.ts";
import { grantRole } from "./grant-role.ts";
import { signIn } from "./sign-in.ts";

const person = {
  provider: "github",
  subject: "4711",
  name: "Somebody",
  email: "somebody@example.com",
  avatarUrl: "https://example.com/a.png",
} as const;
const minute = 60 * 1000;

async function signedIn() {
  const store = await createSampleStore();
  const { user, session } = await store.app.signIn({ identity: person, userAgent: "browser" });
  const resolve = (sessionId: SessionId = session.id) => store.app.resolveSession({ sessionId });
  const actor = actorOf(user);
  return { store, user, session, actor, resolve };
}

describe("signing in", () => {
  test("makes a member with a developer account of their own, and a session of thirty days", async () => {
    const { store, user, session, actor, resolve } = await signedIn();
    expect(user).toMatchObject({ name: person.name, email: person.email, role: "member" });
    expect(session).toMatchObject({
      userId: user.id,
      provider: "github",
      userAgent: "browser",
      expiresAt: new Date(store.clock.now().getTime() + 30 * 24 * 60 * minute),
      revokedAt: null,
    });
    expect(await resolve()).toEqual({ user, session, actor });
    expect(store.audit).toEqual([
      {
        actor,
        action: "session.started",
        subjectId: session.id,
        at: store.clock.now(),
        data: { provider: "github" },
      },
    ]);
  });

  test("finds the same person again, with what GitHub now says about them", async () => {
    const { store, user } = await signedIn();
    const identity = { ...person, name: "Renamed", email: null };
    const again = await store.app.signIn({ identity, userAgent: "other" });
    expect(again.user).toEqual({ ...user, name: "Renamed", email: null });
    expect(await store.db.users.findByIdentity("github", "4711")).toEqual(again.user);
  });

  test("leaves a demo person's profile as it is, and keeps providers apart", async () => {
    const { store, user } = await signedIn();
    const identity = { ...person, provider: "demo" } as const;
    const demo = await store.app.signIn({ identity, userAgent: "" });
    expect(demo.user.id).not.toBe(user.id);
    const again = await store.app.signIn({ identity: { ...identity, name: "Typed anew" }, userAgent: "" });
    expect(again.user).toEqual(demo.user);
  });

  test("twice at once makes one person with two sessions", async () => {
    const store = await createSampleStore();
    const [one, other] = await Promise.all([
      store.app.signIn({ identity: person, userAgent: "a" }),
      store.app.signIn({ identity: person, userAgent: "b" }),
    ]);
    expect(one.user).toEqual(other.user);
    const actor = { ...store.stranger, userId: one.user.id };
    expect(await store.app.listSessions({ actor })).toHaveLength(2);
  });

  test("that is cut off anywhere can be repeated", async () => {
    const ends = await endsAfterEveryCrash({
      begin: createSampleStore,
      ports: (store) => store,
      run: (ports) => signIn(ports, { identity: person, userAgent: "a" }),
      end: async (store) => (await store.db.users.findByIdentity("github", "4711"))?.name,
    });
    expect(ends.length).toBeGreaterThan(3);
    expect(new Set(ends.map(({ end }) => end))).toEqual(new Set(["Somebody"]));
  });

  test("keeps the first 255 characters of a browser's name for itself", async () => {
    const store = await createSampleStore();
    const { session } = await store.app.signIn({ identity: person, userAgent: "x".repeat(5000) });
    expect(session.userAgent).toHaveLength(255);
  });

  test.each([
    { ...person, subject: "" },
    { ...person, name: " " },
    { ...person, avatarUrl: "javascript:alert(1)" },
    { ...person, email: "nobody" },
  ])("takes no identity that is none: %j", async (identity) => {
    const store = await createSampleStore();
    await expect(store.app.signIn({ identity, userAgent: "" })).rejects.toThrow();
    expect(store.audit).toEqual([]);
  });
});

describe("a session", () => {
  test("ends after thirty days, used or not", async () => {
    const { store, resolve } = await signedIn();
    store.clock.advance(sessionLifetimeMs - 1);
    expect(await resolve()).not.toBeNull();
    store.clock.advance(1);
    expect(await resolve()).toBeNull();
  });

  test("is nobody's when it is unknown", async () => {
    const { resolve } = await signedIn();
    expect(await resolve(newId<"session">())).toBeNull();
  });

  test("has its last use noted every five minutes at most", async () => {
    const { store, session, resolve } = await signedIn();
    const lastSeen = async () => (await store.db.sessions.find(session.id))?.session.lastSeenAt;
    store.clock.advance(5 * minute);
    await resolve();
    expect(await lastSeen()).toEqual(session.createdAt);
    store.clock.advance(1);
    await resolve();
    expect(await lastSeen()).toEqual(store.clock.now());
  });

  test("ends at once when its person revokes it, and their others go on", async () => {
    const { store, session, actor, resolve } = await signedIn();
    store.clock.advance(minute);
    const other = await store.app.signIn({ identity: person, userAgent: "phone" });
    expect((await store.app.listSessions({ actor })).map(({ id }) => id)).toEqual([
      other.session.id,
      session.id,
    ]);
    await store.app.revokeSession({ actor, sessionId: session.id });
    expect(await resolve()).toBeNull();
    expect((await store.app.listSessions({ actor })).map(({ id }) => id)).toEqual([other.session.id]);
    expect(actionsOn(store, session.id)).toEqual(["session.started", "session.revoked"]);
    await expect(store.app.revokeSession({ actor, sessionId: session.id })).rejects.toEqual(
      failing("not_found"),
    );
  });

  test("is revoked by nobody else", async () => {
    const { store, session, resolve } = await signedIn();
    for (const actor of [store.stranger, { ...store.reviewer, role: "admin" } as const])
      await expect(store.app.revokeSession({ actor, sessionId: session.id })).rejects.toEqual(
        failing("not_found"),
      );
    expect(await resolve()).not.toBeNull();
    expect(actionsOn(store, session.id)).toEqual(["session.started"]);
  });
});

describe("granting a role", () => {
  test("works from the next request on, and is noted once", async () => {
    const { store, user, resolve } = await signedIn();
    const grant = () => grantRole(store, { provider: "github", subject: "4711", role: "admin" });
    await grant();
    await grant();
    expect((await resolve())?.actor.role).toBe("admin");
    expect(store.audit.filter(({ action }) => action === "role.granted")).toEqual([
      {
        actor: system,
        action: "role.granted",
        subjectId: user.id,
        at: store.clock.now(),
        before: { role: "member" },
        after: { role: "admin" },
      },
    ]);
  });

  test("survives the person's next sign-in", async () => {
    const { store } = await signedIn();
    await grantRole(store, { provider: "github", subject: "4711", role: "reviewer" });
    expect((await store.app.signIn({ identity: person, userAgent: "" })).user.role).toBe("reviewer");
  });

  test("says who is not there", async () => {
    const { store } = await signedIn();
    const granting = grantRole(store, { provider: "github", subject: "1", role: "admin" });
    await expect(granting).rejects.toEqual(failing("not_found"));
    await expect(granting).rejects.toThrow("github:1");
  });
});

describe("a new sign-in", () => {
  test("ends the session the browser came with, whoever's it was, and says so", async () => {
    const store = await createSampleStore();
    const sign = (subject: string, replaces: SessionId | null) =>
      store.app.signIn({
        identity: { provider: "demo", subject, name: subject, email: null, avatarUrl: null },
        userAgent: "test",
        from: "0123456789abcdef",
        replaces,
      });
    const first = await sign("ada", null);
    const second = await sign("grace", first.session.id);
    expect(second.session.id).not.toBe(first.session.id);
    expect(await store.app.resolveSession({ sessionId: first.session.id })).toBeNull();
    expect(await store.app.resolveSession({ sessionId: second.session.id })).not.toBeNull();
    expect(store.audit.map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ["session.started", first.session.id],
      ["session.revoked", first.session.id],
      ["session.started", second.session.id],
    ]);
    expect(store.audit[2]?.actor).toMatchObject({ userId: second.user.id, from: "0123456789abcdef" });
    // One that has ended already, or never was, is no matter.
    for (const replaces of [first.session.id, newId<"session">()]) await sign("ada", replaces);
    expect(store.audit.filter(({ action }) => action === "session.revoked")).toHaveLength(1);
  });
});
